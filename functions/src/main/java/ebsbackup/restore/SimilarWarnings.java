package ebsbackup.restore;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Merges warnings that say the same about several snapshots or volumes. */
final class SimilarWarnings {
  private static final Pattern ID = Pattern.compile("\\b(?:snap|vol)-[0-9a-f]+");

  /** Enough to show which resources are affected; the plan lists them all. */
  private static final int MAX_NAMED = 3;

  private SimilarWarnings() {}

  /** Returns one warning for each kind, in the order in which the kinds first appear. */
  static List<String> merged(Collection<String> warnings) {
    Map<Kind, SequencedSet<String>> ids = new LinkedHashMap<>();
    for (String warning : warnings) {
      Matcher id = ID.matcher(warning);
      // A warning without an id is a kind of its own.
      boolean found = id.find();
      Kind kind =
          found
              ? new Kind(warning.substring(0, id.start()), warning.substring(id.end()))
              : new Kind(warning, "");
      ids.computeIfAbsent(kind, first -> new LinkedHashSet<>()).add(found ? id.group() : "");
    }
    return ids.entrySet().stream().map(kind -> kind.getKey().said(kind.getValue())).toList();
  }

  /** The text of a warning before and after the first id in it. */
  private record Kind(String before, String after) {

    String said(SequencedSet<String> ids) {
      List<String> others = ids.stream().skip(1).toList();
      int named = Math.min(MAX_NAMED, others.size());
      return before
          + ids.getFirst()
          + after
          + (others.isEmpty()
              ? ""
              : "; the same applies to " + String.join(", ", others.subList(0, named)))
          + (others.size() == named ? "" : " and %d more".formatted(others.size() - named));
    }
  }
}
