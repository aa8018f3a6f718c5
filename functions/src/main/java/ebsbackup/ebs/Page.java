package ebsbackup.ebs;

import java.util.List;
import java.util.Optional;

/**
 * Part of a listing. A page may be empty and still not be the last.
 *
 * @param cursor where the next page begins; absent on the last
 */
public record Page<T>(List<T> items, Optional<String> cursor) {
  public Page {
    items = List.copyOf(items);
  }
}
