package io.vantage.apps;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.vantage.apps", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule appsSeeOnlyTheirSideOfTheController =
      classes()
          .that()
          .resideInAPackage("io.vantage.apps..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.vantage.apps..",
              "io.vantage.northbound..",
              "io.vantage.model..",
              "io.vantage.network..",
              "io.vantage.path..",
              "java..");
}
