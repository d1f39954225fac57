package io.vantage.dispatch;

import io.vantage.model.DatapathId;
import io.vantage.model.OpenFlowVersion;
import io.vantage.southbound.SwitchChannel;
import io.vantage.southbound.SwitchMessage;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/** A connection that remembers what was sent; its event loop is the calling thread. */
record RecordingChannel(SwitchChannel channel, List<SwitchMessage> sent) {
  static RecordingChannel to(DatapathId device, OpenFlowVersion version) {
    List<SwitchMessage> sent = new CopyOnWriteArrayList<>();
    SwitchChannel channel =
        (SwitchChannel)
            Proxy.newProxyInstance(
                SwitchChannel.class.getClassLoader(),
                new Class<?>[] {SwitchChannel.class},
                (proxy, method, args) ->
                    switch (method.getName()) {
                      case "device" -> device;
                      case "version" -> version;
                      case "eventLoop" -> (Executor) Runnable::run;
                      case "send" -> sent.add((SwitchMessage) args[0]);
                      case "hashCode" -> System.identityHashCode(proxy);
                      case "equals" -> proxy == args[0];
                      default -> throw new UnsupportedOperationException(method.getName());
                    });
    return new RecordingChannel(channel, sent);
  }
}
