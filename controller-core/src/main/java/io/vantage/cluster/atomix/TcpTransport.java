package io.vantage.cluster.atomix;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.vantage.cluster.Replica;
import io.vantage.cluster.ReplicaId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TCP between processes: each replica opens one connection to each other one for its requests, and
 * a connection names both ends before it carries anything. Peers are known by what they say in that
 * first frame; no name server is asked about an address, which would block the event loop.
 */
public final class TcpTransport implements Transport {
  private static final Logger LOG = LoggerFactory.getLogger(TcpTransport.class);
  private static final int THREADS = 2;
  private static final long HELLO_SECONDS = 5;
  private static final long CLOSE_SECONDS = 2;

  @Override
  public Endpoint open(ReplicaId local, List<Replica> members, Receiver receiver) {
    EventLoopGroup loops =
        new NioEventLoopGroup(THREADS, new DefaultThreadFactory("replica-net-" + local, true));
    Node node = new Node(local, members, receiver, loops);
    try {
      node.listen();
      return node;
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
  }

  private static final class Node implements Endpoint {
    private final ReplicaId local;
    private final Map<ReplicaId, Replica> members;
    private final Receiver receiver;
    private final EventLoopGroup loops;
    private final Map<ReplicaId, TcpPeer> peers = new HashMap<>();
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

    Node(ReplicaId local, List<Replica> members, Receiver receiver, EventLoopGroup loops) {
      this.local = local;
      this.members = members.stream().collect(Collectors.toMap(Replica::id, member -> member));
      this.receiver = receiver;
      this.loops = loops;
      for (Replica member : members) {
        peers.put(
            member.id(),
            new TcpPeer(local, member, loops.next(), () -> receiver.ended(member.id())));
      }
    }

    void listen() {
      Replica self = members.get(local);
      ServerBootstrap server =
          new ServerBootstrap()
              .group(loops)
              .channel(NioServerSocketChannel.class)
              .option(ChannelOption.SO_REUSEADDR, true)
              .childOption(ChannelOption.TCP_NODELAY, true)
              .childHandler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                      open.add(channel);
                      channel.pipeline().addLast(Frame.splitter(), new Inbound());
                    }
                  });
      var bound = server.bind(new InetSocketAddress(self.host(), self.port()));
      if (!bound.awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS) || !bound.isSuccess()) {
        String reason =
            bound.cause() == null ? "no answer from the system" : bound.cause().getMessage();
        throw new UncheckedIOException(
            new IOException(
                "replica %s cannot listen on %s:%d: %s"
                    .formatted(local, self.host(), self.port(), reason),
                bound.cause()));
      }
      open.add(bound.channel());
    }

    @Override
    public CompletableFuture<byte[]> request(
        ReplicaId to, String subject, byte[] payload, Duration deadline) {
      TcpPeer peer = peers.get(to);
      if (peer == null) {
        return CompletableFuture.failedFuture(
            new IllegalArgumentException(to + " is not a member"));
      }
      return peer.request(subject, payload, deadline);
    }

    @Override
    public void close() {
      peers.values().forEach(TcpPeer::close);
      open.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
      loops
          .shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
          .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    /** One connection that another replica has opened. */
    private final class Inbound extends SimpleChannelInboundHandler<ByteBuf> {
      private ReplicaId from;

      @Override
      public void channelActive(ChannelHandlerContext context) {
        context
            .executor()
            .schedule(
                () -> {
                  if (from == null) {
                    context.close();
                  }
                },
                HELLO_SECONDS,
                TimeUnit.SECONDS);
      }

      @Override
      protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
        Frame frame = Frame.decode(bytes);
        if (from == null) {
          from = identify(frame);
        } else if (frame instanceof Frame.Request request) {
          receiver
              .receive(from, request.subject(), request.payload())
              .whenComplete((answer, error) -> answer(context, request.id(), answer, error));
        } else {
          throw new IllegalStateException("unexpected " + frame.getClass().getSimpleName());
        }
      }

      private ReplicaId identify(Frame frame) {
        if (!(frame instanceof Frame.Hello hello)) {
          throw new IllegalStateException("first frame is no greeting");
        }
        ReplicaId caller = new ReplicaId(hello.from());
        if (!hello.to().equals(local.name()) || !members.containsKey(caller)) {
          throw new IllegalStateException(
              hello.from() + " calls " + hello.to() + ", this is " + local);
        }
        return caller;
      }

      private void answer(ChannelHandlerContext context, long id, byte[] answer, Throwable error) {
        Frame frame =
            error == null
                ? new Frame.Answer(id, answer)
                : new Frame.Failure(id, String.valueOf(error.getMessage()));
        context.writeAndFlush(Frame.encode(frame, context.alloc()), context.voidPromise());
      }

      @Override
      public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
          LOG.debug("{}: connection of {} ended: {}", local, from, cause.getMessage());
        } else {
          LOG.warn(
              "{}: refusing a connection from {}: {}",
              local,
              context.channel().remoteAddress(),
              cause.getMessage());
        }
        context.close();
      }
    }
  }
}
