package ebsbackup.local.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program behind {@code ./ebs-backup}. */
@Command(
    name = "ebs-backup",
    description = "Backs up and restores EBS volumes, here on an embedded cloud.",
    mixinStandardHelpOptions = true,
    version = "ebs-backup 0.1.0",
    subcommands = {
      DemoCommand.class,
      StartCommand.class,
      RestoreCommand.class,
      SchedulesCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything succeeded",
      "1:a workflow failed, or a statement of the demo is not true",
      "2:wrong usage or input"
    })
public final class EbsBackup implements Runnable {
  static final int FAILED = 1;
  static final int WRONG_USAGE = 2;

  @Spec private CommandSpec spec;

  @Option(names = "--debug", description = "Show stack traces.", scope = ScopeType.INHERIT)
  private boolean debug;

  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, System.out.charset());
    PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
    int status = commandLine(out, err).execute(args);
    out.flush();
    System.exit(status);
  }

  /** The command line on given streams. */
  static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    EbsBackup program = new EbsBackup();
    return new CommandLine(program)
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(EbsBackup::wrongUsage)
        .setExecutionExceptionHandler(
            (thrown, command, parsed) -> {
              if (program.debug) {
                thrown.printStackTrace(command.getErr());
              } else {
                command.getErr().println("ebs-backup: " + thrown.getMessage());
              }
              return WRONG_USAGE;
            });
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
