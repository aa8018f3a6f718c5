package embeddedcloud.ec2;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.Filter;

/**
 * One page of a Describe call.
 *
 * @param nextToken null on the last page, as in the SDK
 */
record Page<T>(List<T> items, String nextToken) {
  /** EC2 refuses a smaller page size. */
  private static final int MIN_RESULTS = 5;

  /**
   * The parameters of a Describe call.
   *
   * @param idsName the name of the list of ids, which EC2 does not allow together with a page size
   * @param maxResults null for everything at once
   * @param most the largest page, which EC2 silently returns when asked for more
   */
  record Request(
      List<String> ids,
      String idsName,
      List<Filter> filters,
      Integer maxResults,
      String nextToken,
      int most) {

    /** Whether nothing narrows down the call. EC2 has a smaller token bucket for such calls. */
    boolean isForEverything() {
      return ids.isEmpty() && filters.isEmpty() && maxResults == null;
    }

    private int size() {
      if (maxResults == null) {
        return Integer.MAX_VALUE;
      }
      if (!ids.isEmpty()) {
        throw Ec2Errors.of(
            "InvalidParameterCombination",
            "The parameter %s cannot be used with the parameter maxResults",
            idsName);
      }
      if (maxResults < MIN_RESULTS) {
        throw Ec2Errors.badValue(
            "Value ( %d ) for parameter maxResults is invalid. Expecting a value of at least %d.",
            maxResults, MIN_RESULTS);
      }
      return Math.min(maxResults, most);
    }
  }

  /**
   * Reads a page from the table.
   *
   * @param scope the resources that the call may see
   * @param view returns a stored resource as it is now
   * @param lookup finds a resource by id
   */
  static <T> Page<T> of(
      Table<T> table,
      Request request,
      Predicate<T> scope,
      UnaryOperator<T> view,
      Lookup<T> lookup) {
    int size = request.size();
    Predicate<T> accepted = scope.and(table.schema().accepting(request.filters()));
    if (!request.ids().isEmpty()) {
      List<T> items = new ArrayList<>();
      for (String id : new LinkedHashSet<>(request.ids())) {
        items.add(view.apply(lookup.find(id)));
      }
      return new Page<>(items.stream().filter(accepted).toList(), null);
    }
    long after = request.nextToken() == null ? 0 : sequenceIn(request.nextToken());
    List<T> items = new ArrayList<>();
    long last = after;
    try (Stream<Table.Row<T>> rows = table.candidates(request.filters(), after)) {
      for (Iterator<Table.Row<T>> each = rows.iterator(); each.hasNext(); ) {
        Table.Row<T> row = each.next();
        T item = view.apply(row.item);
        if (accepted.test(item)) {
          if (items.size() == size) {
            return new Page<>(List.copyOf(items), token(last));
          }
          items.add(item);
          last = row.sequence;
        }
      }
    }
    return new Page<>(List.copyOf(items), null);
  }

  /**
   * Returns a page of a list that is not in a table.
   *
   * @param all everything that the call lists, in a stable order
   * @param maxResults null for everything at once
   */
  static <T> Page<T> of(List<T> all, Integer maxResults, String nextToken, int most) {
    Request request = new Request(List.of(), "", List.of(), maxResults, nextToken, most);
    int from = (int) Math.min(nextToken == null ? 0 : sequenceIn(nextToken), all.size());
    int to = (int) Math.min((long) from + request.size(), all.size());
    return new Page<>(List.copyOf(all.subList(from, to)), to < all.size() ? token(to) : null);
  }

  /** Finds a resource by id or refuses the call. */
  @FunctionalInterface
  interface Lookup<T> {
    T find(String id);
  }

  private static String token(long sequence) {
    byte[] bytes = ByteBuffer.allocate(Long.BYTES * 2).putLong(~sequence).putLong(sequence).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static long sequenceIn(String token) {
    return decode(token)
        .filter(bytes -> bytes.length == Long.BYTES * 2)
        .map(ByteBuffer::wrap)
        .filter(bytes -> bytes.getLong(0) == ~bytes.getLong(Long.BYTES))
        .map(bytes -> bytes.getLong(Long.BYTES))
        .orElseThrow(
            () -> Ec2Errors.of("InvalidPaginationToken", "The token '%s' is invalid", token));
  }

  private static Optional<byte[]> decode(String token) {
    try {
      return Optional.of(Base64.getUrlDecoder().decode(token));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
