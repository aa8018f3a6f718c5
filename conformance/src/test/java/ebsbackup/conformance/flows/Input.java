package ebsbackup.conformance.flows;

import embeddedcloud.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What an expression can see: a recorded context, or one with something in it changed. */
record Input(Map<String, Object> states, Map<String, Object> variables) {
  private static final Pattern NAMED = Pattern.compile("[A-Za-z]+");

  /** What other code, or our own of another release, might pass. */
  private static final List<Object> ODDITIES =
      List.of(
          List.of(),
          Map.of(),
          "",
          "Ünï\"cö\\dé\n\u2028 \ud83d\ude00 {% $x %} 'q'",
          "{",
          "{\"errorMessage\": \"no \\\"room\\\"\", \"errorType\": \"x\"}",
          "null",
          "SUCCEEDED",
          true,
          false,
          0L,
          -1L,
          7L,
          1.5,
          0.1,
          123456789012L,
          9007199254740993L,
          1e21,
          1.0E-7,
          List.of(0L),
          List.of(List.of("a"), List.of()),
          Map.of("a", 1L));

  /** What of a stay in a state an expression speaks of, and no more. */
  static Input of(String expression, Visit visit) {
    Set<String> named = named(expression);
    return new Input(only(named, visit.states()), only(named, visit.variables()));
  }

  private static Map<String, Object> only(Set<String> named, Map<String, Object> all) {
    Map<String, Object> some = new LinkedHashMap<>(all);
    some.keySet().retainAll(named);
    return some;
  }

  private static Set<String> named(String expression) {
    return NAMED.matcher(expression).results().map(r -> r.group()).collect(Collectors.toSet());
  }

  /** The same with one to three values replaced or taken away, rather those that are spoken of. */
  Input changed(String expression, RandomGenerator random) {
    Set<String> named = named(expression);
    Input input = copy();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      List<Place> places = new ArrayList<>();
      places(input.states, named, places);
      places(input.variables, named, places);
      if (!places.isEmpty()) {
        places.get(random.nextInt(places.size())).change(random);
      }
    }
    return input;
  }

  private Input copy() {
    return new Input(object(states), object(variables));
  }

  @SuppressWarnings("unchecked") // What is printed from an object is read as one.
  private static Map<String, Object> object(Map<String, Object> value) {
    return (Map<String, Object>) Json.parse(Json.print(value));
  }

  /** A member of an object, or an element of an array. */
  private record Place(Map<String, Object> object, String name, List<Object> array, int index) {
    void change(RandomGenerator random) {
      Object old = array.isEmpty() ? object.get(name) : array.get(index);
      int kind = random.nextInt(ODDITIES.size() + 5);
      switch (kind) {
        case 0 -> take();
        case 1 -> put(Optional.empty());
        case 2 -> put(Optional.of(pair(old, 1)));
        case 3 -> put(Optional.of(pair(old, 2)));
        case 4 -> take();
        default ->
            // Fresh, since a later change may go into it.
            put(Optional.of(Json.parse(Json.print(ODDITIES.get(kind - 5)))));
      }
    }

    private static List<Object> pair(Object old, int times) {
      List<Object> list = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        list.add(old);
      }
      return list;
    }

    private void take() {
      if (array.isEmpty()) {
        object.remove(name);
      } else {
        array.remove(index);
      }
    }

    private void put(Optional<Object> value) {
      if (array.isEmpty()) {
        object.put(name, value.orElse(null));
      } else {
        array.set(index, value.orElse(null));
      }
    }
  }

  @SuppressWarnings("unchecked") // The names of JSON's members are strings.
  private static void places(Object value, Set<String> named, List<Place> found) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> object = (Map<String, Object>) map;
      object.forEach(
          (name, member) -> {
            int weight = named.contains(name) ? 5 : 1;
            for (int i = 0; i < weight; i++) {
              found.add(new Place(object, name, List.of(), 0));
            }
            places(member, named, found);
          });
    } else if (value instanceof List<?> list) {
      List<Object> array = (List<Object>) list;
      for (int i = 0; i < array.size(); i++) {
        found.add(new Place(Map.of(), "", array, i));
        places(array.get(i), named, found);
      }
    }
  }
}
