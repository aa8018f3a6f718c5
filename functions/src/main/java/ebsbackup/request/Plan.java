package ebsbackup.request;

import ebsbackup.ebs.SetDescription;
import ebsbackup.failure.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What to back up, how to mark it and how long to keep it: the input of a backup execution.
 *
 * @param name 1 to 64 letters, digits, dots, dashes and underscores
 * @param description put on every snapshot; absent, the plan and the source are named
 * @param tags put on every snapshot in addition to ours
 * @param labels the name of the snapshots, and the tags of their volumes that they carry
 * @param keep absent: nothing is ever pruned
 * @param deadline from the start of the execution; snapshots pending then are reported as such
 * @param scheduledTime which occurrence of the schedule this is; absent in a manual run
 * @param pruning how its history is pruned
 * @param share absent: the step that shares is left out
 * @param verify what the verification of the plan's sets that follows a good run may do; absent:
 *     none follows
 * @param rpo the recovery point objective: how old a source's newest good set may become; absent:
 *     no target
 */
public record Plan(
    String name,
    Selection select,
    Exclusion exclude,
    Optional<String> description,
    Map<String, String> tags,
    SnapshotLabels labels,
    Optional<Keep> keep,
    Duration deadline,
    Optional<Instant> scheduledTime,
    Pruning pruning,
    Optional<Share> share,
    Optional<VerifyRequest> verify,
    Optional<Duration> rpo) {

  public static final Duration DEFAULT_DEADLINE = Duration.ofHours(12);

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /**
   * {@link ebsbackup.ebs.TagBudget#MOST_TAGS} less those that describe a set of 128 volumes, EC2's
   * largest, and those that are put on later.
   */
  private static final int MOST_TAGS = 10;

  private static final Duration SHORTEST_DEADLINE = Duration.ofMinutes(1);

  /** A check every five minutes for this long stays well under 25,000 history events. */
  private static final Duration LONGEST_DEADLINE = Duration.ofDays(3);

  private static final Duration SHORTEST_RPO = Duration.ofMinutes(1);

  /** A plan that runs once a year meets it. */
  private static final Duration LONGEST_RPO = Duration.ofDays(400);

  public Plan {
    checkName(name);
    if (exclude.bootVolume() && select instanceof Selection.ByVolumeIds) {
      throw new InvalidInputException(
          "exclude.bootVolume",
          "true",
          "false together with select.volumeIds, which names each volume");
    }
    description.ifPresent(
        text -> {
          if (text.isBlank() || text.length() > SetDescription.LONGEST) {
            throw new InvalidInputException(
                "description",
                "\"" + text + "\"",
                "1 to " + SetDescription.LONGEST + " characters");
          }
        });
    tags = checkedTags(tags);
    if (deadline.compareTo(SHORTEST_DEADLINE) < 0 || deadline.compareTo(LONGEST_DEADLINE) > 0) {
      throw new InvalidInputException(
          "deadline",
          deadline.toString(),
          "a duration from %s to %s".formatted(SHORTEST_DEADLINE, LONGEST_DEADLINE));
    }
    checkRpo(rpo);
    if (scheduledTime.isPresent() && pruning.keepUntil().isPresent()) {
      throw new InvalidInputException(
          "keepUntil",
          pruning.keepUntil().get().toString(),
          "it only in a manual run, without scheduledTime");
    }
  }

  static Map<String, String> checkedTags(Map<String, String> tags) {
    if (tags.size() > MOST_TAGS) {
      throw new InvalidInputException(
          "tags", tags.size() + " tags", "at most " + MOST_TAGS + " tags");
    }
    tags.forEach((key, value) -> TagRules.checkNewTag("tags", key, value));
    return new LinkedHashMap<>(tags);
  }

  static void checkRpo(Optional<Duration> rpo) {
    rpo.ifPresent(
        target -> {
          if (target.compareTo(SHORTEST_RPO) < 0 || target.compareTo(LONGEST_RPO) > 0) {
            throw new InvalidInputException(
                "rpo",
                target.toString(),
                "a duration from %s to P%dD".formatted(SHORTEST_RPO, LONGEST_RPO.toDays()));
          }
        });
  }

  static void checkName(String name) {
    checkName("plan", name);
  }

  static void checkName(String field, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidInputException(
          field,
          "\"" + name + "\"",
          "1 to 64 letters, digits, dots, dashes and underscores, beginning with a letter or digit");
    }
  }

  /**
   * Checks what matters for a backup and depends on when the plan is carried out.
   *
   * @throws InvalidInputException if the plan is a copy plan, or if the sets of a manual run would
   *     expire before they are made
   */
  public void checkAt(Instant now) {
    if (select instanceof Selection.Copies) {
      throw new InvalidInputException(
          "from", "a copy plan", "select in a plan that backs up; a pull takes a copy plan");
    }
    pruning
        .keepUntil()
        .filter(time -> !time.isAfter(now))
        .ifPresent(
            time -> {
              throw new InvalidInputException(
                  "keepUntil", time.toString(), "a time after the start of the run, " + now);
            });
  }

  /**
   * The name of this occurrence: the same for every delivery of one scheduled time, and for a
   * manual execution its own. Names of executions come back after 90 days, and in other stacks;
   * with the start they are one of a kind.
   */
  public String runId(String executionName, Instant startTime) {
    return name
        + "/"
        + scheduledTime.map(Instant::toString).orElse(startTime + "/" + executionName);
  }
}
