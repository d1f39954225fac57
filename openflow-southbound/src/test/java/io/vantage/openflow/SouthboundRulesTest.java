package io.vantage.openflow;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.vantage", importOptions = ImportOption.DoNotIncludeTests.class)
class SouthboundRulesTest {
  @ArchTest
  static final ArchRule OPENFLOWJAVA_STAYS_IN_THE_CODEC =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.vantage.openflow.codec")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.opendaylight..");

  @ArchTest
  static final ArchRule THE_CODEC_KNOWS_NO_CONNECTIONS =
      noClasses()
          .that()
          .resideInAPackage("io.vantage.openflow.codec")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.vantage.openflow.connection");

  @ArchTest
  static final ArchRule NO_SIBLING_MODULES =
      noClasses()
          .that()
          .resideInAPackage("io.vantage.openflow..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.vantage.apps..",
              "io.vantage.seer..",
              "io.vantage.server..",
              "io.vantage.testbed..");
}
