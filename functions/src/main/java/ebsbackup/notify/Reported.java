package ebsbackup.notify;

import ebsbackup.ebs.SetProblem;
import java.util.List;
import java.util.Optional;

/**
 * The part of a report that a message names.
 *
 * @param notGoodOmitted sets that are not good and not listed
 */
record Reported(Optional<String> summary, List<SetProblem> notGood, int notGoodOmitted) {
  static final Reported NOTHING = new Reported(Optional.empty(), List.of(), 0);

  /** The same with a limited number of listed sets: the others are counted. */
  Reported shortened(int most) {
    int listed = Math.min(most, notGood.size());
    return new Reported(
        summary, notGood.subList(0, listed), notGoodOmitted + notGood.size() - listed);
  }
}
