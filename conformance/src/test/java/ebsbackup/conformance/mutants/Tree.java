package ebsbackup.conformance.mutants;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The parsed file of which mutants are made. A place in it is a list of keys and indexes; a change
 * copies what is on the way to it and shares the rest.
 */
final class Tree {
  private final String file;
  private final Object root;
  private final int depthOfSections;
  private final List<Mutant> mutants = new ArrayList<>();
  private final Set<Object> seen = new LinkedHashSet<>();

  /**
   * @param depthOfSections how many keys name a section, such as 2 in {@code States, Begin}
   */
  Tree(String file, Object root, int depthOfSections) {
    this.file = file;
    this.root = root;
    this.depthOfSections = depthOfSections;
  }

  List<Mutant> mutants() {
    return mutants;
  }

  static List<Object> then(List<Object> place, Object step) {
    List<Object> longer = new ArrayList<>(place);
    longer.add(step);
    return List.copyOf(longer);
  }

  /** What is at a place; an empty text if nothing is. */
  Object at(List<Object> place) {
    Object value = root;
    for (Object step : place) {
      if (value instanceof Map<?, ?> map && map.containsKey(step)) {
        value = map.get(step);
      } else if (value instanceof List<?> list && step instanceof Integer i && i < list.size()) {
        value = list.get(i);
      } else {
        return "";
      }
    }
    return value;
  }

  void remove(List<Object> place) {
    Object last = place.getLast();
    change(
        place, "removed", "", edited(root, place.subList(0, place.size() - 1), o -> less(o, last)));
  }

  /** Puts a value in place of another; says nothing if it is the same. */
  void set(List<Object> place, Object value, String how) {
    if (!value.equals(at(place))) {
      change(place, how, value, edited(root, place, old -> value));
    }
  }

  void swap(List<Object> one, List<Object> other) {
    Object first = at(one);
    Object second = at(other);
    if (!first.equals(second)) {
      Object half = edited(root, one, old -> second);
      change(one, "swapped with " + name(other), other, edited(half, other, old -> first));
    }
  }

  private void change(List<Object> place, String how, Object by, Object tree) {
    if (seen.add(List.of(place, by))) {
      int depth = Math.min(depthOfSections, place.size());
      String section = place.get(depth - 1).toString();
      mutants.add(
          new DeployedMutant(file, section, name(place.subList(depth, place.size())), how, tree));
    }
  }

  private static String name(List<Object> place) {
    StringBuilder name = new StringBuilder();
    for (Object step : place) {
      if (step instanceof Integer index) {
        name.append('[').append(index).append(']');
      } else {
        name.append(name.isEmpty() ? "" : ".").append(step);
      }
    }
    return name.toString();
  }

  private static Object edited(Object tree, List<Object> place, UnaryOperator<Object> edit) {
    if (place.isEmpty()) {
      return edit.apply(tree);
    }
    Object step = place.getFirst();
    List<Object> rest = place.subList(1, place.size());
    if (tree instanceof List<?> list) {
      List<Object> copy = new ArrayList<>(list);
      copy.set((Integer) step, edited(list.get((Integer) step), rest, edit));
      return copy;
    }
    Map<Object, Object> copy = new LinkedHashMap<>((Map<?, ?>) tree);
    copy.put(step, edited(copy.get(step), rest, edit));
    return copy;
  }

  private static Object less(Object container, Object step) {
    if (container instanceof List<?> list) {
      List<Object> copy = new ArrayList<>(list);
      copy.remove((int) (Integer) step);
      return copy;
    }
    Map<Object, Object> copy = new LinkedHashMap<>((Map<?, ?>) container);
    copy.remove(step);
    return copy;
  }
}
