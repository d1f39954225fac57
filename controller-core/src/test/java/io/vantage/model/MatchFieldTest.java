package io.vantage.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.model.MatchField.EthDst;
import io.vantage.model.MatchField.EthSrc;
import io.vantage.model.MatchField.EthType;
import io.vantage.model.MatchField.IpDst;
import io.vantage.model.MatchField.Metadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchFieldTest {
  private static final MacAddress VENDOR = MacAddress.parse("ff:ff:ff:00:00:00");

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1/24, 10.0.0.0/24",
    "10.255.255.255/9, 10.128.0.0/9",
    "10.0.0.1/32, 10.0.0.1",
    "10.0.0.1/31, 10.0.0.0/31",
    "1.2.3.4/0, 0.0.0.0/0",
    "2001:db8:ffff::1/33, 2001:db8:8000::/33",
    "2001:db8::1/128, 2001:db8::1",
    "::1/0, ::/0",
  })
  void shouldClearTheBitsBeyondAPrefix(String given, String canonical) {
    assertThat(IpPrefix.parse(given)).isEqualTo(IpPrefix.parse(canonical)).hasToString(canonical);
  }

  @Test
  void shouldGiveOneKeyToOneFlowHoweverItsMatchIsWritten() {
    FlowKey key = keyOf("10.0.0.1/24", 0x1ff, 0x0200_0000_0001L);

    assertThat(keyOf("10.0.0.0/24", 0xff, 0x0200_0000_0002L)).isEqualTo(key).hasSameHashCodeAs(key);
    assertThat(keyOf("10.0.1.0/24", 0xff, 0x0200_0000_0002L)).isNotEqualTo(key);
    assertThat(keyOf("10.0.0.0/24", 0xfe, 0x0200_0000_0002L)).isNotEqualTo(key);
    assertThat(keyOf("10.0.0.0/24", 0xff, 0x0200_0100_0002L)).isNotEqualTo(key);
  }

  private static FlowKey keyOf(String prefix, long metadata, long mac) {
    return FlowRule.on(new DatapathId(1))
        .match(
            EthType.IPV4,
            new IpDst(IpPrefix.parse(prefix)),
            new Metadata(metadata, 0xff),
            new EthSrc(new MacAddress(mac), VENDOR),
            new EthDst(new MacAddress(mac), VENDOR))
        .build()
        .key();
  }
}
