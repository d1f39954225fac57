package io.vantage.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.server.rest.TestApi.Answer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadRequestsTest {
  private static TestApi api;

  @BeforeAll
  static void startApi() {
    api = new TestApi();
  }

  @AfterAll
  static void stopApi() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          POST   | devices/1/flows | {"actions":["output:1"]                       | 400 | body           | is not JSON at line 1
          POST   | devices/1/flows | {"actions":[]} trailing                       | 400 | body           | is not JSON
          POST   | devices/1/flows | {"actions":[],"actions":[]}                   | 400 | body           | Duplicate
          POST   | devices/1/flows | 7                                             | 400 | body           | must be a JSON object
          POST   | devices/1/flows | []                                            | 400 | body           | must list 1 to
          POST   | devices/1/flows | {}                                            | 400 | actions        | is missing
          POST   | devices/1/flows | {"actions":[],"prority":1}                    | 400 | prority        | did you mean priority?
          POST   | devices/1/flows | {"actions":[],"zzz":1}                        | 400 | zzz            | unknown field; known: actions
          POST   | devices/1/flows | {"actions":[],"priority":65536}               | 400 | priority       | whole number from 0 to 65535, is 65536
          POST   | devices/1/flows | {"actions":[],"priority":"high"}              | 400 | priority       | whole number
          POST   | devices/1/flows | {"actions":[],"priority":1.5}                 | 400 | priority       | whole number
          POST   | devices/1/flows | {"actions":[],"table":255}                    | 400 | table          | from 0 to 254
          POST   | devices/1/flows | {"actions":[],"idleTimeoutSeconds":-1}        | 400 | idleTimeoutSeconds | from 0 to 65535
          POST   | devices/1/flows | {"actions":[],"cookie":"0x1ffffffffffff"}     | 400 | cookie         | 48 bits
          POST   | devices/1/flows | {"actions":[],"owner":3}                      | 400 | owner          | must be a text
          POST   | devices/1/flows | {"actions":[],"gotoTable":0}                  | 400 | gotoTable      | from 1 to 254
          POST   | devices/1/flows | {"actions":[],"table":3,"gotoTable":2}        | 400 | gotoTable      | must be greater than table 3
          POST   | devices/1/flows | {"actions":["fly"]}                           | 400 | actions        | unknown; actions are output
          POST   | devices/1/flows | {"actions":["output:x"]}                      | 400 | actions        | is not a port
          POST   | devices/1/flows | {"actions":7}                                 | 400 | actions        | list of texts
          POST   | devices/1/flows | {"actions":[],"match":[]}                     | 400 | match          | object of fields or a text
          POST   | devices/1/flows | {"actions":[],"match":{"ip_dts":"10.0.0.1"}}  | 400 | match          | did you mean ip_dst?
          POST   | devices/1/flows | {"actions":[],"match":{"ip_dst":"10.0.0.1"}}  | 400 | match          | ip_dst=10.0.0.1 needs eth_type 0x800
          POST   | devices/1/flows | {"actions":[],"match":{"eth_dst":"zz"}}       | 400 | match          | not a MAC address
          POST   | devices/1/flows | {"actions":[],"match":{"vlan_vid":[1]}}       | 400 | match          | vlan_vid
          POST   | devices/1/flows | {"actions":[],"device":"2"}                   | 400 | device         | as in the path
          POST   | devices/1/flows | [{"actions":[]},{"actions":[],"table":999}]   | 400 | [1].table      | from 0 to 254
          POST   | devices/1/flows?wait=SOON   | {"actions":[]}                    | 400 | wait           | must be ADDED
          POST   | devices/1/flows?wait=ADDED&timeoutMs=0 | {"actions":[]}         | 400 | timeoutMs      | from 1 to 120000
          POST   | devices/1/flows?timeoutMs=50 | {"actions":[]}                   | 400 | timeoutMs      | only with wait=ADDED
          POST   | devices/1/flows?minIndex=p1:1 | {"actions":[]}                  | 400 | minIndex       | unknown query parameter
          DELETE | devices/1/flows?priority=9&timeoutMs=50 |                       | 400 | timeoutMs      | unknown query parameter
          DELETE | devices/1?minIndex=p1:1 |                                       | 400 | minIndex       | unknown query parameter; there are none here
          PUT    | devices/1/groups/1?timeoutMs=50 | {"type":"all","buckets":[]}   | 400 | timeoutMs      | unknown query parameter
          DELETE | devices/1/meters/1?minIndex=p1:1 |                              | 400 | minIndex       | unknown query parameter
          POST   | partitions/p1/leader?timeoutMs=50 | {"replica":"r1"}            | 400 | timeoutMs      | unknown query parameter
          POST   | devices/1/flows?wiat=ADDED  | {"actions":[]}                    | 400 | wiat           | did you mean wait?
          DELETE | devices/1/flows | {"table":0}                                   | 400 | priority       | is missing
          DELETE | devices/1/flows?priority=9x |                                   | 400 | priority       | whole number
          DELETE | devices/1/flows?priority=9&match=in_port |                      | 400 | match          | no condition
          GET    | devices/zz      |                                               | 400 | device         | is not a datapath id
          GET    | devices?minIndex=1 |                                            | 400 | minIndex       | PARTITION:INDEX
          GET    | devices?minIndex=p1:x |                                         | 400 | minIndex       | PARTITION:INDEX
          GET    | flows?state=ODD |                                               | 400 | state          | must be one of
          GET    | links?color=red |                                               | 400 | color          | unknown query parameter
          POST   | partitions/p1/leader | {}                                       | 400 | replica        | is missing
          POST   | partitions/p1/leader | {"replica":1}                            | 400 | replica        | must be a text
          POST   | partitions/p1/leader | {"replica":"r1","timeoutMs":0}           | 400 | timeoutMs      | from 1 to 60000
          PUT    | devices/1/groups/1 | {"type":"odd","buckets":[]}                | 400 | type           | all, select, indirect, fast-failover
          PUT    | devices/1/groups/1 | {"type":"all","buckets":[{"weigth":1,"actions":[]}]} | 400 | buckets[0].weigth | did you mean weight?
          PUT    | devices/1/groups/-1 | {"type":"all","buckets":[]}               | 400 | group          | whole number from 0
          PUT    | devices/1/meters/1 | {"unit":"kbps"}                            | 400 | rate           | is missing
          PUT    | devices/1/meters/0 | {"unit":"kbps","rate":1}                   | 400 | meter          | whole number from 1
          """)
  void shouldNameFieldAndRule(
      String method, String path, String body, int status, String field, String rule) {
    Answer answer = api.send(method, "/api/v1/" + path, body == null ? "" : body);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.type()).isEqualTo("application/problem+json");
    assertThat(answer.body().path("status").asInt()).isEqualTo(status);
    String errors =
        StreamSupport.stream(answer.body().path("errors").spliterator(), false)
            .map(error -> error.path("field").asText() + ": " + error.path("rule").asText())
            .collect(Collectors.joining("\n"));
    assertThat(errors).contains(field + ": ").contains(rule);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          GET    | devices/77           |                    | no switch 000000000000004d; there are 0000000000000001, 0000000000000002
          POST   | devices/77/flows     | {"actions":[]}     | no switch 000000000000004d
          GET    | devices/77/groups    |                    | no switch 000000000000004d
          GET    | partitions/p9        |                    | no partition p9; there are system, p1, p2
          GET    | devices?minIndex=p9:1 |                   | no partition p9
          POST   | partitions/p9/leader | {"replica":"r1"}   | no partition p9
          POST   | partitions/p1/leader | {"replica":"r9"}   | no replica r9; there are r1
          DELETE | devices/1/flows      | {"priority":4711}  | no rule with table 0, priority 4711 and match ''
          DELETE | devices/1/groups/5   |                    | has no group 5; there are none
          DELETE | devices/1/meters/5   |                    | has no meter 5; there are none
          GET    | nothing              |                    | no such resource
          """)
  void shouldTellWhatExistsInstead(String method, String path, String body, String detail) {
    Answer answer = api.send(method, "/api/v1/" + path, body == null ? "" : body);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(404);
    assertThat(answer.type()).isEqualTo("application/problem+json");
    assertThat(answer.body().path("detail").asText()).contains(detail);
  }

  @Test
  void shouldRefuseBodiesThatAreTooLarge() {
    String large = "{\"owner\":\"" + "x".repeat(Request.MAX_BODY_BYTES) + "\"}";

    assertThat(api.send("POST", "/api/v1/devices/1/flows", large).status()).isEqualTo(413);
  }

  @Test
  void shouldRefuseWhatIsNotAllowedNow() {
    Answer answer = api.send("DELETE", "/api/v1/devices/1", "");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body().path("detail").asText()).contains("connected");
  }

  @Test
  void shouldListEveryProblemOfARequest() {
    Answer answer =
        api.send("POST", "/api/v1/devices/1/flows", "{\"table\":999,\"priority\":-1,\"x\":1}");

    assertThat(answer.body().path("errors")).hasSize(4);
  }
}
