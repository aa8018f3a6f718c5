package ebsbackup.ebs;

import java.util.List;
import java.util.Optional;

/**
 * Part of a listing. A page may be empty without being the last one.
 *
 * @param cursor where the next page begins; absent on the last page
 */
public record Page<T>(List<T> items, Optional<String> cursor) {
  public Page {
    items = List.copyOf(items);
  }
}
