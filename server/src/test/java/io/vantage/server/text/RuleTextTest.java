package io.vantage.server.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vantage.model.Action;
import io.vantage.model.Match;
import io.vantage.model.MatchField;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleTextTest {
  private static final List<String> ALL_FIELDS =
      List.of(
          "in_port=1,metadata=0x1f/0xff,eth_dst=00:00:00:00:00:01,eth_src=00:00:02:00:00:00/ff:ff:ff:00:00:00",
          "in_port=local,eth_type=0x0800,vlan_vid=7,vlan_pcp=3,ip_dscp=46,ip_proto=6,"
              + "ip_src=10.0.0.0/8,ip_dst=10.0.0.2,tcp_src=1024,tcp_dst=80",
          "eth_type=0x86dd,vlan_vid=none,ip_proto=17,ip_src=2001:db8::/32,ip_dst=2001:db8::1,"
              + "udp_src=53,udp_dst=5353",
          "eth_type=0x0800,vlan_vid=any,ip_proto=1,icmpv4_type=8,icmpv4_code=0",
          "eth_type=0x0806,arp_op=1,arp_spa=10.0.0.1,arp_tpa=10.0.0.0/24,"
              + "arp_sha=00:00:00:00:00:01,arp_tha=00:00:00:00:00:02",
          "eth_type=0x86dd,ip_proto=58,icmpv6_type=135,icmpv6_code=0");

  @Test
  void shouldReadWhatItWrites() {
    for (String text : ALL_FIELDS) {
      assertThat(MatchText.text(MatchText.parse(text))).isEqualTo(text);
      assertThat(MatchText.of(MatchText.values(MatchText.parse(text))))
          .isEqualTo(MatchText.parse(text));
    }
  }

  @Test
  void shouldCoverEveryFieldOfTheModel() {
    Set<Class<?>> covered =
        ALL_FIELDS.stream()
            .flatMap(text -> MatchText.parse(text).fields().stream())
            .map(Object::getClass)
            .collect(Collectors.toSet());

    assertThat(covered)
        .containsExactlyInAnyOrder(
            Stream.of(MatchField.class.getPermittedSubclasses()).toArray(Class<?>[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | ''",
        "dl_type=0x800,nw_dst=10.0.0.1 | eth_type=0x0800,ip_dst=10.0.0.1",
        "eth_type=2048,ipv4_dst=10.0.0.1 | eth_type=0x0800,ip_dst=10.0.0.1",
        "tcp,tcp_dst=80 | eth_type=0x0800,ip_proto=6,tcp_dst=80",
        "arp | eth_type=0x0806",
        "ip,ip_src=10.0.0.1/24 | eth_type=0x0800,ip_src=10.0.0.0/24",
        "eth_src=00:00:00:00:00:02/ff:ff:ff:00:00:00 | eth_src=00:00:00:00:00:00/ff:ff:ff:00:00:00",
        "metadata=0x101/0xff | metadata=0x1/0xff",
        "ip , ip_dst = 10.0.0.1 | eth_type=0x0800,ip_dst=10.0.0.1",
      })
  void shouldAcceptAliasesAndShortForms(String text, String canonical) {
    assertThat(MatchText.text(MatchText.parse(text))).isEqualTo(canonical);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "in_prot=1 | unknown field in_prot; did you mean in_port?",
        "in_port=x | in_port: 'x' is not a port",
        "in_port | 'in_port' is no condition",
        "vlan_vid=4095 | vlan_vid: '4095' is not a number from 0 to 4094",
        "vlan_vid=0 | vlan_vid: 0 is no VLAN id",
        "eth_type=0x10000 | eth_type: '0x10000' is not a number from 0 to 65535",
        "tcp_dst=80 | tcp_dst=80 needs ip_proto 6",
        "ip,ip_dst=2001:db8::1 | ip_dst=2001:db8::1 needs eth_type 0x86dd",
        "ip,ip_dst=10.0.0.1/33 | ip_dst: prefix length 33",
        "ip,ip_dst=host | ip_dst:",
        "in_port=1,in_port=2 | two conditions on one field: in_port=1 and in_port=2",
        "in_port=1,,in_port=2 | '' is no condition",
      })
  void shouldSayWhatIsWrongWithAMatch(String text, String message) {
    assertThatThrownBy(() -> MatchText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "output:2",
        "output:controller",
        "output:controller:128",
        "output:in_port",
        "group:4294967040",
        "set_field:eth_dst=00:00:00:00:00:02",
        "set_field:ip_dst=2001:db8::1",
        "set_field:vlan_vid=12",
        "push_vlan:0x88a8,set_field:vlan_vid=5,output:1",
        "pop_vlan,output:1",
        "set_queue:3,dec_ttl,output:2",
        "drop",
      })
  void shouldReadTheActionsItWrites(String text) {
    assertThat(ActionText.text(ActionText.parseList(text))).isEqualTo(text);
  }

  @Test
  void shouldAcceptOtherWaysToWriteActions() {
    assertThat(ActionText.parseList("output=2")).containsExactly(new Action.Output(2));
    assertThat(ActionText.parseList("push_vlan")).containsExactly(new Action.PushVlan(0x8100));
    assertThat(ActionText.parse("set_field:10.0.0.1->ip_dst"))
        .isEqualTo(ActionText.parse("set_field:ip_dst=10.0.0.1"));
    assertThat(ActionText.parseList("")).isEmpty();
    assertThat(MatchText.parse(" ")).isEqualTo(Match.ANY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "outptu:2 | unknown; did you mean output?",
        "output | write output:PORT",
        "output:any | no port that a packet can leave by",
        "output:1,drop | stands alone",
        "pop_vlan:1 | takes no argument",
        "push_vlan:0x1234 | must be 0x8100 or 0x88a8",
        "set_field:eth_dst=00:00:00:00:00:01/ff:ff:ff:ff:ff:00 | a mask is not allowed",
        "set_field:in_port=1 | in_port cannot be set",
        "set_field:ip_dst | write set_field:FIELD=VALUE",
        "group:-1 | not a number from 0",
      })
  void shouldSayWhatIsWrongWithAnAction(String text, String message) {
    assertThatThrownBy(() -> ActionText.parseList(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void shouldSuggestTheNearestNameOnlyIfItIsNear() {
    assertThat(Nearest.to("prot", Set.of("port", "bind"))).contains("port");
    assertThat(Nearest.to("nothing", Set.of("port", "bind"))).isEmpty();
  }
}
