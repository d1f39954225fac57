package io.vantage.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.vantage.server",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule shouldWireTheEngineInTheCompositionRootOnly =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(Node.class.getName())
          .and()
          .doNotHaveFullyQualifiedName(Masterships.class.getName())
          .and()
          .doNotHaveFullyQualifiedName(SwitchRtts.class.getName())
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.vantage.cluster.atomix..", "io.vantage.openflow..", "io.atomix..");

  @ArchTest
  static final ArchRule shouldKeepTheTextFormFreeOfItsUsers =
      noClasses()
          .that()
          .resideInAPackage("..server.text..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..server.rest..", "..server.cli..", "..server.config..");

  @ArchTest
  static final ArchRule shouldReachTheNetworkFromTheCommandLineThroughTheApiOnly =
      noClasses()
          .that()
          .resideInAPackage("..server.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..server.rest..", "io.vantage.network..", "io.vantage.dispatch..");
}
