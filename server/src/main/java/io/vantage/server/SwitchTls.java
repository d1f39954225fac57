package io.vantage.server;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.vantage.server.config.NodeSettings.TlsSettings;
import javax.net.ssl.SSLException;

/** TLS for switches from PEM files. */
final class SwitchTls {
  private SwitchTls() {}

  /** Fails with {@link StartupException} if a file is no certificate or key. */
  static SslContext of(TlsSettings settings) {
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(settings.certificate().toFile(), settings.key().toFile());
      settings
          .trusted()
          .ifPresent(file -> builder.trustManager(file.toFile()).clientAuth(ClientAuth.REQUIRE));
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new StartupException(
          "openflow.tls: " + settings.certificate() + ", " + settings.key() + ": " + e.getMessage(),
          e);
    }
  }
}
