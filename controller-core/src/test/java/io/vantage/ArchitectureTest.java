package io.vantage;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The dependency directions inside this module. */
@AnalyzeClasses(packages = "io.vantage", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest static final ArchRule SHOULD_LET_THE_MODEL_STAND_ALONE = mayUse("model..");

  @ArchTest static final ArchRule SHOULD_LET_THE_CLUSTER_PORTS_STAND_ALONE = mayUse("cluster");

  @ArchTest
  static final ArchRule SHOULD_KEEP_THE_ENGINE_FREE_OF_THE_NETWORK =
      mayUse("cluster.atomix", "cluster");

  @ArchTest
  static final ArchRule SHOULD_KEEP_THE_SOUTHBOUND_PORT_TO_THE_MODEL =
      mayUse("southbound", "model");

  @ArchTest
  static final ArchRule SHOULD_BUILD_THE_NETWORK_ON_MODEL_AND_CLUSTER =
      mayUse("network", "model", "cluster", "cluster.atomix");

  @ArchTest
  static final ArchRule SHOULD_FIND_PATHS_IN_THE_TOPOLOGY_ALONE =
      mayUse("path", "model", "network");

  @ArchTest
  static final ArchRule SHOULD_SHOW_APPS_NOTHING_OF_THE_SOUTHBOUND =
      mayUse("northbound", "model..", "cluster", "network", "path");

  @ArchTest
  static final ArchRule SHOULD_DISPATCH_WITHOUT_THE_ENGINE =
      mayUse("dispatch", "model..", "cluster", "network", "path", "northbound", "southbound");

  @ArchTest
  static final ArchRule SHOULD_KEEP_ATOMIX_AND_KRYO_IN_ONE_PACKAGE =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.vantage.cluster.atomix..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.atomix..", "com.esotericsoftware..");

  /** The engine's transport asks the name service on its event loop; its client stalls. */
  @ArchTest
  static final ArchRule SHOULD_USE_NEITHER_TRANSPORT_NOR_CLIENT_OF_THE_ENGINE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.atomix.cluster.messaging.impl..",
              "io.atomix.protocols.raft.session.impl..",
              "io.atomix.protocols.raft.proxy..")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("io.atomix.protocols.raft.RaftClient");

  @ArchTest
  static final ArchRule SHOULD_USE_OF_THE_ENGINE_ONLY_THE_CODEC =
      noClasses()
          .that()
          .resideInAPackage("io.vantage.network..")
          .should()
          .dependOnClassesThat(resideInAPackage("io.vantage.cluster.atomix..").and(not(codec())));

  @ArchTest
  static final ArchRule SHOULD_KEEP_JGRAPHT_IN_PATH =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.vantage.path..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.jgrapht..");

  @ArchTest
  static final ArchRule SHOULD_KNOW_NO_MODULE_THAT_BUILDS_ON_IT =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.vantage.openflow..",
              "io.vantage.seer..",
              "io.vantage.apps..",
              "io.vantage.server..",
              "io.vantage.testbed..",
              "org.opendaylight..");

  @ArchTest
  static final ArchRule SHOULD_HAVE_NO_CYCLES =
      slices().matching("io.vantage.(**)").should().beFreeOfCycles();

  private static DescribedPredicate<JavaClass> codec() {
    return simpleName("KryoCodec").or(simpleName("Type")).as("the codec");
  }

  /** Classes of a package of ours use, of ours, only themselves and these packages. */
  private static ArchRule mayUse(String name, String... others) {
    String[] allowed = new String[others.length + 1];
    allowed[0] = "io.vantage." + name;
    for (int i = 0; i < others.length; i++) {
      allowed[i + 1] = "io.vantage." + others[i];
    }
    return classes()
        .that()
        .resideInAPackage("io.vantage." + name)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(allowed).or(not(resideInAPackage("io.vantage.."))));
  }
}
