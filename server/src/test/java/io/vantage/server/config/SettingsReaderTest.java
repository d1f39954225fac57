package io.vantage.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import io.vantage.network.Assignment;
import io.vantage.seer.elector.SeerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {
  @TempDir Path directory;

  @Test
  void shouldTakeDefaultsForWhatIsNotSaid() throws IOException {
    NodeSettings settings = SettingsReader.read(file("vantage {}"));

    assertThat(settings.replica()).isEqualTo(new ReplicaId("r1"));
    assertThat(settings.members()).hasSize(1);
    assertThat(settings.partitions()).isEqualTo(1);
    assertThat(settings.openflow().port()).isEqualTo(6653);
    assertThat(settings.seer()).isEqualTo(SeerSettings.of(SeerSettings.OFF));
    assertThat(settings.http().port()).isEqualTo(8181);
    assertThat(settings.cluster().electionTimeout()).isEqualTo(Duration.ofMillis(400));
    assertThat(settings.dataDirectory()).isEqualTo(directory.resolve("data"));
  }

  @Test
  void shouldCountOnePartitionPerMemberUnlessTold() throws IOException {
    String members =
        "replica = r2, members = [{id=r1,host=127.0.0.1,port=1},{id=r2,host=127.0.0.2,port=1}]";

    assertThat(SettingsReader.read(file("vantage {" + members + "}")).partitions()).isEqualTo(2);
    assertThat(SettingsReader.read(file("vantage {" + members + ", partitions = 7}")).partitions())
        .isEqualTo(7);
  }

  @Test
  void shouldReadHowSwitchesAreAssigned() throws IOException {
    assertThat(SettingsReader.read(file("vantage {}")).assignment())
        .isEqualTo(new Assignment.Regional());
    assertThat(SettingsReader.read(file("vantage.assignment.policy = hash")).assignment())
        .isEqualTo(new Assignment.Hash());
    String listed =
        "vantage { partitions = 2, assignment { policy = static, fallback = hash,"
            + " static = [{ device = 0xa, partition = p2 }] } }";
    assertThat(SettingsReader.read(file(listed)).assignment())
        .isEqualTo(
            new Assignment.Static(
                Map.of(new DatapathId(10), PartitionId.data(2)), new Assignment.Hash()));
  }

  @Test
  void shouldListEveryProblemWithFileLineKeyAndRule() throws IOException {
    Path file =
        file(
            """
            vantage {
              replica = r9
              members = [
                { id = r1, host = 127.0.0.1, prt = 5679 }
              ]
              openflow { prot = 6653 }
              http.port = 99999
              logging.level = loud
              apps = forwarding
            }
            """);

    List<ConfigProblem> problems = problemsOf(file);

    assertThat(problems)
        .extracting(ConfigProblem::toString)
        .containsExactly(
            file + ":4: vantage.members[0].prt: unknown key; did you mean port?",
            file
                + ":4: vantage.members[0].port: is missing; it must be a whole number from 1 to 65535",
            file + ":6: vantage.openflow.prot: unknown key; did you mean port?",
            file + ":7: vantage.http.port: must be a whole number from 0 to 65535, is 99999",
            file
                + ":8: vantage.logging.level: must be one of error, warn, info, debug, trace, is \"loud\"",
            file + ":9: vantage.apps: must be a list of texts, is \"forwarding\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vantage.replica = r2 | vantage.replica | must be one of the members: r1",
        "vantage.replica = '' | vantage.replica | must be one of the members: r1",
        "vantage.members = [] | vantage.members | must list at least one replica",
        "vantage.members = [{id=R1,host=a,port=1}] | vantage.members[0].id | lower-case letters",
        "vantage.members = [{id=r1,host=a,port=0}] | vantage.members[0].port | from 1 to 65535",
        "vantage.members = 3 | vantage.members | must be a list of objects",
        "vantage.partitions = 0 | vantage.partitions | from 1 to 64",
        "vantage.partitions = 1.5 | vantage.partitions | must be a whole number",
        "vantage.cluster.heartbeat = 200ms | vantage.cluster.heartbeat | at most a third",
        "vantage.cluster.heartbeat = 50 | vantage.cluster.heartbeat | a duration with a unit",
        "vantage.cluster.heartbeat = soon | vantage.cluster.heartbeat | a duration with a unit",
        "vantage.openflow.echo-interval = 1ms | vantage.openflow.echo-interval | from 20ms",
        "vantage.seer.strategy = guess | vantage.seer.strategy | must be one of native",
        "vantage.seer.transfers-per-minute = 0 | vantage.seer.transfers-per-minute | from 1 to 600",
        "vantage.seer.least-gain-percent = 101 | vantage.seer.least-gain-percent | from 0 to 100",
        "vantage.seer.novelty-period = 1s | vantage.seer.novelty-period | shorter than prediction",
        "vantage.seer.period = 100 | vantage.seer.period | duration with a unit",
        "vantage.openflow.max-connections = 0 | vantage.openflow.max-connections | from 1",
        "vantage.openflow.tls.key = nowhere.pem | vantage.openflow.tls.key | is not a readable file",
        "vantage.openflow.tls.trusted = /dev/null | vantage.openflow.tls.trusted | is not a readable",
        "vantage.openflow.tls.crt = a | vantage.openflow.tls.crt | unknown key",
        "vantage.openflow = 3 | vantage.openflow | must be an object",
        "vantage.logging.max-file-size = big | vantage.logging.max-file-size | must be a size",
        "vantage.assignment.policy = near | vantage.assignment.policy | one of regional, hash, static",
        "vantage.assignment.fallback = static | vantage.assignment.fallback | one of regional, hash",
        "vantage.assignment.static = [{device=x,partition=p1}] | vantage.assignment.static[0].device | a datapath id",
        "vantage.assignment.static = [{device=1,partition=p2}] | vantage.assignment.static[0].partition | must be one of p1 to p1",
        "vantage.assignment.static = [{device=1,partition=p1,port=2}] | vantage.assignment.static[0].port | unknown key",
        "'vantage.assignment.static = [{device=1,partition=p1},{device=0x1,partition=p1}]' | vantage.assignment.static[1].device | is listed twice",
        "'vantage.apps = [a, a]' | vantage.apps | names an app twice",
        "vantge.http.port = 1 | vantge | did you mean vantage?",
        "vantage = 3 | vantage | must be an object",
      })
  void shouldNameKeyAndRule(String text, String key, String rule) throws IOException {
    assertThat(problemsOf(file(text.strip())))
        .anySatisfy(
            problem -> {
              assertThat(problem.key()).isEqualTo(key);
              assertThat(problem.rule()).contains(rule);
              assertThat(problem.line()).isEqualTo(1);
            });
  }

  @Test
  void shouldTellWhereSyntaxIsBroken() throws IOException {
    assertThat(problemsOf(file("vantage {\n  replica = r1\n  http { port = \n")))
        .singleElement()
        .satisfies(problem -> assertThat(problem.where()).contains("vantage.conf:"));
    assertThat(problemsOf(file("vantage.replica = ${nowhere}")))
        .singleElement()
        .satisfies(problem -> assertThat(problem.rule()).contains("${nowhere}"));
  }

  @Test
  void shouldTellThatTheFileIsMissing() {
    assertThat(problemsOf(directory.resolve("none.conf")))
        .extracting(ConfigProblem::toString)
        .containsExactly(directory.resolve("none.conf") + ": does not exist");
  }

  @Test
  void shouldAcceptTheExampleInTheDocumentation() {
    assertThat(SettingsReader.read(Path.of("../docs/vantage.conf")).members()).hasSize(3);
  }

  private static List<ConfigProblem> problemsOf(Path file) {
    return catchThrowableOfType(BadConfigurationException.class, () -> SettingsReader.read(file))
        .problems();
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("vantage.conf"), text);
  }
}
