package ebsbackup.plan;

import ebsbackup.ebs.InvalidInputException;
import java.util.Optional;

/**
 * How long sets are kept, in restic's words: the newest set of each of the last so many hours,
 * days, ISO weeks, months or years that have one. 0 leaves a rule out, -1 keeps all.
 *
 * @param within keep every set younger than this
 */
public record Keep(
    int last, int hourly, int daily, int weekly, int monthly, int yearly, Optional<Span> within) {

  public Keep {
    check("keep.last", last);
    check("keep.hourly", hourly);
    check("keep.daily", daily);
    check("keep.weekly", weekly);
    check("keep.monthly", monthly);
    check("keep.yearly", yearly);
    boolean noCount =
        last == 0 && hourly == 0 && daily == 0 && weekly == 0 && monthly == 0 && yearly == 0;
    if (noCount && within.isEmpty()) {
      throw new InvalidInputException("keep", "rules that keep nothing", "at least one rule");
    }
  }

  private static void check(String field, int count) {
    if (count < -1) {
      throw new InvalidInputException(field, Integer.toString(count), "a count, or -1 to keep all");
    }
  }
}
