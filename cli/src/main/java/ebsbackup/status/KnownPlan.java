package ebsbackup.status;

import ebsbackup.request.Plan;
import java.util.List;
import java.util.Optional;

/** A plan whose fields are known, not only its name, and what it selects now. */
public record KnownPlan(Plan plan, List<Source> sources) {
  public KnownPlan {
    sources = List.copyOf(sources);
  }

  /**
   * An instance or volume that the plan selects.
   *
   * @param volumes those that its next set will have
   * @param leftOut those that the plan leaves out on purpose
   * @param problem why no set of it can be made
   */
  public record Source(
      String id, List<String> volumes, List<String> leftOut, Optional<String> problem) {
    public Source {
      volumes = List.copyOf(volumes);
      leftOut = List.copyOf(leftOut);
    }
  }
}
