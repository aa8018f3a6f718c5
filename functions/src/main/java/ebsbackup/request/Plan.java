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
 * What to back up, how to label it and how long to keep it: the input of a backup execution.
 *
 * @param name 1 to 64 letters, digits, dots, hyphens and underscores
 * @param description the description of every snapshot; if absent, it names the plan and the source
 * @param tags the tags of every snapshot in addition to ours
 * @param labels the name of the snapshots, and the tags that they copy from their volumes
 * @param keep absent if nothing is ever pruned
 * @param deadline counted from the start of the execution; targets that have no set then, and
 *     snapshots that are pending, are reported as such
 * @param scheduledTime the occurrence of the schedule; absent in a manual run
 * @param pruning how the plan's history is pruned
 * @param share absent if the sharing step is skipped
 * @param verify the limits of the verification that follows a good run; absent if none follows
 * @param rpo the recovery point objective: how old a source's newest good set may become; absent if
 *     there is no target
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
   * {@link ebsbackup.ebs.TagBudget#MAX_TAGS} minus the tags that describe a set of 128 volumes, the
   * largest that EC2 supports, and those that are added later.
   */
  private static final int MAX_TAGS = 10;

  private static final Duration SHORTEST_DEADLINE = Duration.ofMinutes(1);

  /** A check every five minutes for this long stays well below 25,000 history events. */
  private static final Duration LONGEST_DEADLINE = Duration.ofDays(3);

  private static final Duration SHORTEST_RPO = Duration.ofMinutes(1);

  /** Long enough for a plan that runs once a year. */
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
          "this field only in a manual run, without scheduledTime");
    }
  }

  static Map<String, String> checkedTags(Map<String, String> tags) {
    if (tags.size() > MAX_TAGS) {
      throw new InvalidInputException(
          "tags", tags.size() + " tags", "at most " + MAX_TAGS + " tags");
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
          "1 to 64 letters, digits, dots, hyphens and underscores, beginning with a letter or digit");
    }
  }

  /**
   * Checks what depends on when a backup runs.
   *
   * @throws InvalidInputException if the plan is a copy plan, or if the sets of a manual run would
   *     expire before they are created
   */
  public void checkAt(Instant now) {
    if (select instanceof Selection.Copies) {
      throw new InvalidInputException(
          "from",
          "a copy plan",
          "a backup plan, with select instead of from (only a pull accepts a copy plan)");
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
   * The id of this occurrence. It is the same for every delivery of one scheduled time, and
   * different for each manual execution. Execution names can be used again after 90 days, and in
   * other stacks; together with the start time they are unique.
   */
  public String runId(String executionName, Instant startTime) {
    return name
        + "/"
        + scheduledTime.map(Instant::toString).orElse(startTime + "/" + executionName);
  }
}
