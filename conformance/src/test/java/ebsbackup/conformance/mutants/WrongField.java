package ebsbackup.conformance.mutants;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.pitest.mutationtest.engine.gregor.MethodInfo;
import org.pitest.mutationtest.engine.gregor.MutationContext;
import org.pitest.reloc.asm.ClassReader;
import org.pitest.reloc.asm.ClassVisitor;
import org.pitest.reloc.asm.Handle;
import org.pitest.reloc.asm.MethodVisitor;
import org.pitest.reloc.asm.Opcodes;
import org.pitest.reloc.asm.RecordComponentVisitor;

/**
 * Reads another component of a record than the code asks for: the next one of the same type, as
 * after a line was copied and not adapted.
 */
final class WrongField implements OwnMutator {
  /** By the internal name of the record. */
  private final Map<String, List<Component>> components = new HashMap<>();

  @Override
  public String getName() {
    return "WRONG_FIELD";
  }

  @Override
  public MethodVisitor create(MutationContext context, MethodInfo method, MethodVisitor next) {
    return new MethodVisitor(Opcodes.ASM9, next) {
      // The accessor to call instead.
      private Optional<String> changed(String owner, String name, String descriptor) {
        Optional<String> other = other(owner, name, descriptor);
        if (other.isEmpty()) {
          return other;
        }
        return isMade(context, "read %s instead of %s".formatted(other.get(), name))
            ? other
            : Optional.empty();
      }

      @Override
      public void visitMethodInsn(
          int opcode, String owner, String name, String descriptor, boolean ofInterface) {
        String called =
            opcode == Opcodes.INVOKEVIRTUAL ? changed(owner, name, descriptor).orElse(name) : name;
        super.visitMethodInsn(opcode, owner, called, descriptor, ofInterface);
      }

      @Override
      public void visitInvokeDynamicInsn(
          String name, String descriptor, Handle bootstrap, Object... arguments) {
        Object[] changed = arguments.clone();
        for (int i = 0; i < arguments.length; i++) {
          if (arguments[i] instanceof Handle handle && handle.getTag() == Opcodes.H_INVOKEVIRTUAL) {
            changed[i] =
                changed(handle.getOwner(), handle.getName(), handle.getDesc())
                    .map(
                        other ->
                            new Handle(
                                handle.getTag(),
                                handle.getOwner(),
                                other,
                                handle.getDesc(),
                                handle.isInterface()))
                    .orElse(handle);
          }
        }
        super.visitInvokeDynamicInsn(name, descriptor, bootstrap, changed);
      }
    };
  }

  private Optional<String> other(String owner, String name, String descriptor) {
    if (!ClassMutants.isOurs(owner) || !descriptor.startsWith("()")) {
      return Optional.empty();
    }
    List<Component> all = components.computeIfAbsent(owner, WrongField::components);
    List<String> same =
        all.stream()
            .filter(component -> component.name().equals(name))
            .flatMap(asked -> all.stream().filter(asked::hasTypeOf))
            .map(Component::name)
            .toList();
    return same.size() < 2
        ? Optional.empty()
        : Optional.of(same.get((same.indexOf(name) + 1) % same.size()));
  }

  /** The class is only read: one that is loaded already cannot record its lines. */
  private static List<Component> components(String owner) {
    List<Component> components = new ArrayList<>();
    try (InputStream in = WrongField.class.getClassLoader().getResourceAsStream(owner + ".class")) {
      new ClassReader(in)
          .accept(
              new ClassVisitor(Opcodes.ASM9) {
                @Override
                public RecordComponentVisitor visitRecordComponent(
                    String name, String descriptor, String signature) {
                  components.add(new Component(name, descriptor, signature));
                  return null;
                }
              },
              ClassReader.SKIP_CODE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return components;
  }

  /**
   * A component of a record.
   *
   * @param signature with the type arguments; null if there are none
   */
  private record Component(String name, String descriptor, String signature) {
    /** Otherwise the code would not compile with the other one. */
    boolean hasTypeOf(Component other) {
      return descriptor.equals(other.descriptor) && Objects.equals(signature, other.signature);
    }
  }
}
