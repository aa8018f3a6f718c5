package embeddedcloud.blocks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Stores blocks on the heap, for tests and for worlds with little data. */
public final class MemoryBlockStorage implements BlockStorage {
  private static final byte[] FREE = {};

  private final List<byte[]> slots = new ArrayList<>();
  private final Deque<Integer> free = new ArrayDeque<>();

  @Override
  public long add(byte[] block) {
    byte[] copy = block.clone();
    Integer slot = free.poll();
    if (slot == null) {
      slots.add(copy);
      return slots.size() - 1L;
    }
    slots.set(slot, copy);
    return slot;
  }

  @Override
  public void replace(long slot, byte[] block) {
    slots.set((int) slot, block.clone());
  }

  @Override
  public void read(long slot, byte[] into) {
    System.arraycopy(slots.get((int) slot), 0, into, 0, into.length);
  }

  @Override
  public void free(long slot) {
    slots.set((int) slot, FREE);
    free.push((int) slot);
  }

  @Override
  public long used() {
    return (long) slots.size() - free.size();
  }

  @Override
  public void close() {
    slots.clear();
    free.clear();
  }
}
