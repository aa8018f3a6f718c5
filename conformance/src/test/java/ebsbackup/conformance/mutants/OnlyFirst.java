package ebsbackup.conformance.mutants;

import java.util.Set;
import org.pitest.mutationtest.engine.gregor.MethodInfo;
import org.pitest.mutationtest.engine.gregor.MutationContext;
import org.pitest.reloc.asm.MethodVisitor;
import org.pitest.reloc.asm.Opcodes;

/**
 * Sees only the first element of a collection, in a stream or in a loop: a test with one element
 * does not notice it.
 */
final class OnlyFirst implements OwnMutator {
  private static final Set<String> COLLECTIONS =
      Set.of("java/util/Collection", "java/util/List", "java/util/Set");

  private static final String STREAM = "java/util/stream/Stream";

  @Override
  public String getName() {
    return "ONLY_FIRST";
  }

  @Override
  public MethodVisitor create(MutationContext context, MethodInfo method, MethodVisitor next) {
    return new MethodVisitor(Opcodes.ASM9, next) {
      @Override
      public void visitMethodInsn(
          int opcode, String owner, String name, String descriptor, boolean ofInterface) {
        if (COLLECTIONS.contains(owner) && changes(name)) {
          switch (name) {
            case "stream" -> first();
            case "iterator" -> {
              first();
              call("java/util/stream/BaseStream", "iterator", "()Ljava/util/Iterator;");
            }
            case "forEach" -> {
              // On the stack, the consumer is above the collection.
              super.visitInsn(Opcodes.SWAP);
              first();
              super.visitInsn(Opcodes.SWAP);
              call(STREAM, name, descriptor);
            }
            default -> throw new IllegalStateException(name);
          }
        } else {
          super.visitMethodInsn(opcode, owner, name, descriptor, ofInterface);
        }
      }

      private boolean changes(String name) {
        return Set.of("stream", "iterator", "forEach").contains(name)
            && isMade(context, "only the first element in " + name);
      }

      // Replaces the collection on the stack by a stream of its first element.
      private void first() {
        call("java/util/Collection", "stream", "()L" + STREAM + ";");
        super.visitInsn(Opcodes.LCONST_1);
        call(STREAM, "limit", "(J)L" + STREAM + ";");
      }

      private void call(String owner, String name, String descriptor) {
        super.visitMethodInsn(Opcodes.INVOKEINTERFACE, owner, name, descriptor, true);
      }
    };
  }
}
