package ebsbackup.cli;

import embeddedcloud.Cloud;
import embeddedcloud.ec2.Timings;
import embeddedcloud.json.Json;
import embeddedcloud.template.LambdaFunction;
import embeddedcloud.template.StateMachine;
import embeddedcloud.wire.ServedCloud;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Serves a world to other AWS clients until it is stopped. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = {
      "Serves a world to the AWS CLI and other clients.",
      "Serves EC2, the EBS direct APIs, Step Functions and the invocation of the functions on this"
          + " computer. Any credentials work.",
      "Time passes on its own, from the world's time or from now, whichever is later. The"
          + " template's schedules fire; --parameter ScheduleState=DISABLED disables the backups.",
      "Ctrl-C stops the command; --save then writes the world to a folder.",
      ""
    })
final class ServeCommand implements Callable<Integer> {
  private static final int MAX_PORT = 65_535;

  /** More than a day per second. A higher speed would be of no use. */
  private static final long MAX_SPEED = 100_000;

  @Spec private CommandSpec spec;

  @Mixin private WorldOptions options;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "4566",
      description = "The port on 127.0.0.1; 0 for any free port. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--speed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Virtual seconds that pass in each real second. Default: ${DEFAULT-VALUE}.")
  private long speed;

  @Option(
      names = "--consistency-lag",
      paramLabel = "DURATION",
      defaultValue = "PT0S",
      description =
          "How long a new resource stays invisible, such as PT2S: EC2 is eventually consistent."
              + " Default: ${DEFAULT-VALUE}, so that waiters work right after a create.")
  private Duration consistencyLag;

  @Override
  public Integer call() throws IOException, InterruptedException {
    expect("--port", port, 0, MAX_PORT);
    expect("--speed", speed, 1, MAX_SPEED);
    if (consistencyLag.isNegative()) {
      throw new ParameterException(
          spec.commandLine(),
          "--consistency-lag: expected a duration such as PT2S, but was " + consistencyLag);
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Cloud cloud = options.open(err, Timings.standard().withConsistencyLag(consistencyLag));
    try (ServedCloud served = start(cloud, err)) {
      if (options.json()) {
        out.println(Json.print(json(cloud, served)));
      } else {
        print(cloud, served, out);
        Progress.log(cloud, out);
      }
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(cloud, served, out, err)));
      // Until a signal ends the program.
      new CountDownLatch(1).await();
    }
    return 0;
  }

  private void expect(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(),
          "%s: expected a number from %d to %d, but was %d".formatted(option, least, most, value));
    }
  }

  private ServedCloud start(Cloud cloud, PrintWriter err) throws IOException {
    try {
      return ServedCloud.start(
          cloud, port, Clock.systemUTC(), speed, defect -> err.println(ErrorLine.of(defect)));
    } catch (BindException taken) {
      cloud.close();
      throw new BadInputException(
          "--port: %d is in use: choose another one, or 0 for any free port".formatted(port));
    }
  }

  private void end(Cloud cloud, ServedCloud served, PrintWriter out, PrintWriter err) {
    served.close();
    try {
      options.save(cloud, out);
    } catch (RuntimeException notSaved) {
      err.println("ebs-backup: " + ErrorLine.of(notSaved));
    }
    cloud.close();
    out.flush();
  }

  private static Map<String, Object> json(Cloud cloud, ServedCloud served) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("endpoint", served.uri().toString());
    json.put("region", cloud.ec2().settings().region());
    json.put("time", cloud.clock().instant().toString());
    json.put("stateMachines", machines(cloud));
    json.put("functions", cloud.template().functions().stream().map(LambdaFunction::arn).toList());
    return json;
  }

  private static List<String> machines(Cloud cloud) {
    return cloud.template().stateMachines().stream().map(StateMachine::arn).toList();
  }

  private static void print(Cloud cloud, ServedCloud served, PrintWriter out) {
    out.println("EBS Backup on the embedded cloud. In another terminal:");
    out.println();
    out.println("  export AWS_ENDPOINT_URL=" + served.uri());
    out.println("  export AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any");
    out.println("  export AWS_DEFAULT_REGION=" + cloud.ec2().settings().region());
    out.println();
    machines(cloud).forEach(arn -> out.println("  " + arn));
    out.println();
    out.println("The world's time is %s. Press Ctrl-C to stop.".formatted(cloud.clock().instant()));
    out.flush();
  }
}
