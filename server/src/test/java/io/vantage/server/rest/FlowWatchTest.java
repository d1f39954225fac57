package io.vantage.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.model.FlowEntry;
import io.vantage.model.FlowKey;
import io.vantage.model.FlowRule;
import io.vantage.model.FlowState;
import io.vantage.network.NetworkCommands;
import io.vantage.network.NetworkView;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlowWatchTest {
  private static final int RULES = 300;

  private final TestApi api = new TestApi();
  private final AtomicInteger looks = new AtomicInteger();
  private final List<FlowKey> keys = desire(1);
  private final CompletableFuture<Optional<FlowEntry>> added =
      new FlowWatch(counted(api.network.view())).added(keys, Duration.ofSeconds(20));

  @AfterEach
  void stopApi() {
    api.close();
  }

  @Test
  void shouldLookAtOneRulePerEvent() {
    keys.subList(1, RULES).forEach(key -> api.report(key, FlowState.ADDED, ""));
    assertThat(added).as("one rule is not confirmed").isNotDone();

    api.report(keys.get(0), FlowState.ADDED, "");

    assertThat(added.join()).isEmpty();
    assertThat(looks.get()).as("looks at rules").isEqualTo(2 * RULES);
  }

  @Test
  void shouldNotLookAtAnyRuleWhenOthersChange() {
    desire(1001).forEach(key -> api.report(key, FlowState.ADDED, ""));

    assertThat(added).isNotDone();
    assertThat(looks.get()).as("looks at rules").isEqualTo(RULES);
  }

  @Test
  void shouldNameTheRuleThatWasRefused() {
    api.report(keys.get(7), FlowState.FAILED, "TABLE_FULL");

    assertThat(added.join().orElseThrow().rule().key()).isEqualTo(keys.get(7));
  }

  private List<FlowKey> desire(int firstPriority) {
    List<FlowRule> rules =
        IntStream.range(firstPriority, firstPriority + RULES)
            .mapToObj(priority -> FlowRule.on(TestApi.S1).priority(priority).output(2).build())
            .toList();
    NetworkCommands.addFlows(rules).forEach(api::submit);
    return rules.stream().map(FlowRule::key).toList();
  }

  private NetworkView counted(NetworkView view) {
    return (NetworkView)
        Proxy.newProxyInstance(
            NetworkView.class.getClassLoader(),
            new Class<?>[] {NetworkView.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("flow")) {
                looks.incrementAndGet();
              }
              try {
                return method.invoke(view, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
