package ebsbackup.conformance.mutants;

import java.util.Map;
import java.util.Set;
import org.pitest.mutationtest.engine.gregor.MethodInfo;
import org.pitest.mutationtest.engine.gregor.MutationContext;
import org.pitest.reloc.asm.MethodVisitor;
import org.pitest.reloc.asm.Opcodes;
import org.pitest.reloc.asm.Type;

/**
 * Leaves out a call that changes a collection. Pitest leaves out only calls that return nothing,
 * but {@code add} and {@code put} have a return value, which code usually ignores.
 */
final class LostElement implements OwnMutator {
  private static final Set<String> METHODS =
      Set.of("add", "addAll", "merge", "put", "putIfAbsent", "remove", "removeIf", "retainAll");

  private static final Map<Integer, Integer> NOTHING =
      Map.of(Type.BOOLEAN, Opcodes.ICONST_0, Type.OBJECT, Opcodes.ACONST_NULL);

  @Override
  public String getName() {
    return "LOST_ELEMENT";
  }

  @Override
  public MethodVisitor create(MutationContext context, MethodInfo method, MethodVisitor next) {
    return new MethodVisitor(Opcodes.ASM9, next) {
      @Override
      public void visitMethodInsn(
          int opcode, String owner, String name, String descriptor, boolean ofInterface) {
        if (owner.startsWith("java/util/")
            && METHODS.contains(name)
            && NOTHING.containsKey(Type.getReturnType(descriptor).getSort())
            && isMade(context, "without the call of " + name)) {
          for (Type ignored : Type.getArgumentTypes(descriptor)) {
            super.visitInsn(Opcodes.POP);
          }
          super.visitInsn(Opcodes.POP);
          super.visitInsn(NOTHING.get(Type.getReturnType(descriptor).getSort()));
        } else {
          super.visitMethodInsn(opcode, owner, name, descriptor, ofInterface);
        }
      }
    };
  }
}
