package ebsbackup.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The program behind {@code ./ebs-backup}. */
@Command(
    name = "ebs-backup",
    description = {
      "Backs up and restores EBS volumes on an embedded cloud: the template, workflows and"
          + " functions that `sam deploy` would deploy, run on this computer. Only `start`,"
          + " `restore`, `prune`, `verify`, `follow`, `status`, `inspect` and `manifest` call AWS, and"
          + " only with --profile or --region.",
      ""
    },
    mixinStandardHelpOptions = true,
    version = "ebs-backup 0.1.0",
    subcommands = {
      DemoCommand.class,
      DrillCommand.class,
      StartCommand.class,
      RestoreCommand.class,
      PruneCommand.class,
      VerifyCommand.class,
      FollowCommand.class,
      StatusCommand.class,
      InspectCommand.class,
      ManifestCommand.class,
      CompareCommand.class,
      SchedulesCommand.class,
      ServeCommand.class,
      SimulateCommand.class,
      DrawCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything succeeded",
      "1:a workflow failed, a statement or a promise does not hold, a source is not protected as its plan says, a structure is damaged, or two disks differ",
      "2:wrong usage or input, or a file that cannot be read or written"
    },
    footer = {"", "Try `ebs-backup demo` first, then `ebs-backup COMMAND --help`."})
public final class EbsBackup implements Runnable {
  static final int FAILED = 1;
  static final int WRONG_USAGE = 2;

  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      description = "Show the stack trace of an error.",
      scope = ScopeType.INHERIT)
  private boolean debug;

  public static void main(String[] args) {
    // JSON is UTF-8 in every locale.
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int status = commandLine(out, err).execute(args);
    out.flush();
    System.exit(status);
  }

  /** Creates the command line with the given output streams. */
  static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    EbsBackup program = new EbsBackup();
    return new CommandLine(program)
        .setOut(out)
        .setErr(err)
        .registerConverter(Instant.class, EbsBackup::instant)
        .setUsageHelpAutoWidth(true)
        .setUsageHelpLongOptionsMaxWidth(28)
        .setParameterExceptionHandler(EbsBackup::wrongUsage)
        .setExecutionExceptionHandler(
            (thrown, command, parsed) -> {
              if (program.debug) {
                thrown.printStackTrace(command.getErr());
              }
              command.getErr().println("ebs-backup: " + ErrorLine.of(thrown));
              return WRONG_USAGE;
            });
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          "expected an instant such as 2026-03-01T00:00:00Z, but was '%s'".formatted(text));
    }
  }

  private static int wrongUsage(ParameterException wrong, String[] args) {
    PrintWriter err = wrong.getCommandLine().getErr();
    err.println("ebs-backup: " + wrong.getMessage());
    err.println(
        "Try '%s --help'.".formatted(wrong.getCommandLine().getCommandSpec().qualifiedName()));
    return WRONG_USAGE;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
