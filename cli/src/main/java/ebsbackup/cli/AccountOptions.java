package ebsbackup.cli;

import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that make a command work on AWS instead of a world. */
class AccountOptions {
  @Option(names = "--profile", paramLabel = "NAME", description = "Work on AWS, with this profile.")
  private String profile;

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "Work on AWS, in this Region; by default that of the profile.")
  private String region;

  /** Whether the command works on AWS. */
  final boolean given() {
    return profile != null || region != null;
  }

  final AwsAccount account() {
    return new AwsAccount(Optional.ofNullable(profile), Optional.ofNullable(region));
  }

  /**
   * Checks that the command works on either AWS or a world, not on both.
   *
   * @throws ParameterException if a world is named as well
   */
  final void checkAgainst(WorldOptions world, CommandSpec spec) {
    if (given() && world.given()) {
      throw new ParameterException(
          spec.commandLine(), "--world cannot be combined with --profile or --region");
    }
  }
}
