package ebsbackup.conformance.mutants;

import java.util.List;
import java.util.stream.IntStream;
import org.pitest.mutationtest.engine.gregor.MethodInfo;
import org.pitest.mutationtest.engine.gregor.MutationContext;
import org.pitest.reloc.asm.MethodVisitor;
import org.pitest.reloc.asm.Opcodes;
import org.pitest.reloc.asm.Type;

/**
 * Exchanges two arguments of a call of our own code that are next to each other and have the same
 * type, so that the compiler would not notice.
 *
 * @param first the number of the first of the two arguments
 */
record SwappedArguments(int first) implements OwnMutator {
  /** Above all variables of a method. */
  private static final int FREE_VARIABLE = 300;

  private static final int MAX_ARGUMENTS = 24;

  static List<OwnMutator> all() {
    return IntStream.range(0, MAX_ARGUMENTS).<OwnMutator>mapToObj(SwappedArguments::new).toList();
  }

  @Override
  public String getName() {
    return "SWAPPED_ARGUMENTS_" + first;
  }

  @Override
  public MethodVisitor create(MutationContext context, MethodInfo method, MethodVisitor next) {
    return new MethodVisitor(Opcodes.ASM9, next) {
      @Override
      public void visitMethodInsn(
          int opcode, String owner, String name, String descriptor, boolean ofInterface) {
        Type[] types = Type.getArgumentTypes(descriptor);
        if (ClassMutants.isOurs(owner)
            && first + 1 < types.length
            && types[first].equals(types[first + 1])) {
          String change =
              "swapped arguments %d and %d of %s.%s"
                  .formatted(first, first + 1, owner.replaceAll(".*/", ""), name);
          if (isMade(context, change)) {
            swap(types);
          }
        }
        super.visitMethodInsn(opcode, owner, name, descriptor, ofInterface);
      }

      private void swap(Type[] types) {
        for (int i = types.length - 1; i >= first; i--) {
          super.visitVarInsn(types[i].getOpcode(Opcodes.ISTORE), FREE_VARIABLE + 2 * i);
        }
        for (int i = first; i < types.length; i++) {
          int from = i == first ? first + 1 : i == first + 1 ? first : i;
          super.visitVarInsn(types[i].getOpcode(Opcodes.ILOAD), FREE_VARIABLE + 2 * from);
        }
      }
    };
  }
}
