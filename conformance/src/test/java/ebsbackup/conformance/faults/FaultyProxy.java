package ebsbackup.conformance.faults;

import embeddedcloud.Cloud;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands on the wire between clients and the endpoint of an embedded cloud, one request a
 * connection, and lets one of the calls go wrong. Answers are dated by the cloud's clock.
 */
final class FaultyProxy implements AutoCloseable {
  private static final Pattern ACTION = Pattern.compile("(?:^|&)Action=(\\w+)");
  private static final Duration DELAY = Duration.ofMillis(200);

  private final Cloud cloud;
  private final URI endpoint;
  private final int port;
  private final List<WireCall> calls = new ArrayList<>();
  private ServerSocket server;
  private IntFunction<Optional<WireFault>> plan = call -> Optional.empty();
  private int refused = -1;

  FaultyProxy(Cloud cloud, URI endpoint) throws IOException {
    this.cloud = cloud;
    this.endpoint = endpoint;
    server = listenAnywhere();
    port = server.getLocalPort();
  }

  /**
   * The port is closed and opened again, so it may not be an ephemeral one: meanwhile an outgoing
   * connection could take it.
   */
  private ServerSocket listenAnywhere() throws IOException {
    BindException taken = new BindException("no port was tried");
    for (int attempt = 0; attempt < 100; attempt++) {
      try {
        return listen(ThreadLocalRandom.current().nextInt(10_000, 30_000));
      } catch (BindException e) {
        taken = e;
      }
    }
    throw taken;
  }

  private ServerSocket listen(int at) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 50);
    Thread.ofVirtual().start(() -> serve(socket));
    return socket;
  }

  String uri() {
    return "http://127.0.0.1:" + port;
  }

  /** Decides for every call, by its number from 0, whether and how it goes wrong. */
  synchronized void plan(IntFunction<Optional<WireFault>> newPlan) throws IOException {
    plan = newPlan;
    refuseIfNext();
  }

  /** The calls so far. */
  synchronized List<WireCall> calls() {
    return List.copyOf(calls);
  }

  /** Listens again, if a call was refused. Call this when a function has ended. */
  synchronized void functionEnded() throws IOException {
    for (int attempt = 0; server.isClosed(); attempt++) {
      try {
        server = listen(port);
      } catch (BindException e) {
        // Where ports of this range are ephemeral, an outgoing connection may have it for a moment.
        if (attempt == 500) {
          throw e;
        }
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
    }
  }

  private void refuseIfNext() throws IOException {
    int next = calls.size();
    if (refused < next && plan.apply(next).filter(f -> f == WireFault.REFUSED).isPresent()) {
      refused = next;
      server.close();
    }
  }

  private void serve(ServerSocket socket) {
    while (true) {
      try {
        Socket client = socket.accept();
        Thread.ofVirtual().start(() -> answer(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void answer(Socket client) {
    try (client) {
      HttpMessage request = HttpMessage.read(client.getInputStream());
      Optional<WireFault> fault = count(request);
      if (fault.isEmpty()) {
        forward(request).write(client.getOutputStream());
      } else {
        spoil(fault.get(), request, client);
      }
    } catch (IOException lost) {
      // The client has given up, or the endpoint has closed: both see a connection that broke.
    }
  }

  private synchronized Optional<WireFault> count(HttpMessage request) throws IOException {
    // One that was refused comes again when there is a listener again.
    Optional<WireFault> fault = plan.apply(calls.size()).filter(f -> f != WireFault.REFUSED);
    calls.add(new WireCall(cloud.functions().running().orElse(""), action(request)));
    // Before the answer to this one, after which the client may be quick.
    refuseIfNext();
    return fault;
  }

  private static String action(HttpMessage request) {
    Matcher form = ACTION.matcher(request.body());
    return form.find()
        ? form.group(1)
        : request.header("X-Amz-Target").map(target -> target.replaceFirst(".*\\.", "")).orElse("");
  }

  private void spoil(WireFault fault, HttpMessage request, Socket client) throws IOException {
    switch (fault) {
      case REFUSED -> throw new IllegalStateException("the listener is closed for it");
      case BROKEN -> client.setSoLinger(true, 0);
      case REPLY_LOST -> forward(request);
      case TRUNCATED -> forward(request).writeHalf(client.getOutputStream());
      case DELAYED -> {
        HttpMessage answer = forward(request);
        LockSupport.parkNanos(DELAY.toNanos());
        answer.write(client.getOutputStream());
      }
      case DUPLICATED -> {
        HttpMessage answer = forward(request);
        forward(request);
        answer.write(client.getOutputStream());
      }
      case UNAVAILABLE ->
          HttpMessage.answer("503 Service Unavailable", "text/html", "<html>busy</html>")
              .write(client.getOutputStream());
      case THROTTLED -> Errors.throttled(request).write(client.getOutputStream());
      case FAILED -> Errors.failed(request).write(client.getOutputStream());
      case HANGS -> {
        forward(request);
        if (client.getInputStream().read() >= 0) {
          throw new IllegalStateException("the client has more to say");
        }
      }
      case FAILED_AFTER -> {
        forward(request);
        Errors.failed(request).write(client.getOutputStream());
      }
    }
  }

  private HttpMessage forward(HttpMessage request) throws IOException {
    try (Socket upstream = new Socket(endpoint.getHost(), endpoint.getPort())) {
      request.with("Connection", "close").write(upstream.getOutputStream());
      return HttpMessage.read(upstream.getInputStream())
          .with(
              "Date",
              DateTimeFormatter.RFC_1123_DATE_TIME.format(
                  cloud.clock().instant().atOffset(ZoneOffset.UTC)))
          .with("Connection", "close");
    }
  }

  @Override
  public synchronized void close() throws IOException {
    server.close();
  }
}
