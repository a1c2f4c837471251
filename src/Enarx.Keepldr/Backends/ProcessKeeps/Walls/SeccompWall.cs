using System.Runtime.InteropServices;

namespace Enarx.Keepldr.Backends.ProcessKeeps.Walls;

/// <summary>
/// A system call filter (seccomp(2)): the calls of <see cref="SystemCalls.Refused"/> fail, sockets are Unix sockets
/// only, and no namespace can be made.
/// </summary>
internal sealed class SeccompWall : IWall
{
    private const int SetSeccomp = 22;
    private const ulong FilterMode = 2;

    // Classic BPF (linux/bpf_common.h): load word at an absolute offset, and jumps and returns on constants.
    private const ushort Load = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort JumpIfAtLeast = 0x35;
    private const ushort JumpIfAnyBit = 0x45;
    private const ushort Return = 0x06;

    private const uint Allow = 0x7FFF0000;
    private const uint KillProcess = 0x80000000;
    private const uint FailWith = 0x00050000;
    private const uint NotPermitted = 1;
    private const uint NoSuchCall = 38;
    private const uint FamilyNotSupported = 97;

    // struct seccomp_data { int nr; __u32 arch; __u64 instruction_pointer; __u64 args[6]; }
    private const uint NumberOffset = 0;
    private const uint ArchitectureOffset = 4;
    private const uint FirstArgumentOffset = 16;

    private const uint UnixFamily = 1;
    private const uint X32Numbers = 0x40000000;
    private const uint NamespaceFlags = 0x7E020080;

    /// <inheritdoc/>
    public string Name => "system call filter";

    /// <inheritdoc/>
    public unsafe string? Raise(SandboxPlan plan)
    {
        ulong[] filter = [.. Program()];
        fixed (ulong* instructions = filter)
        {
            var program = new Native.SeccompProgram { Length = (ushort)filter.Length, Filter = instructions };
            return Native.PrctlFilter(SetSeccomp, FilterMode, &program, 0, 0) == 0 ? null : Marshal.GetLastPInvokeErrorMessage();
        }
    }

    private static IEnumerable<ulong> Program()
    {
        yield return Instruction(Load, ArchitectureOffset);
        yield return Instruction(JumpIfEqual, SystemCalls.AuditArchitecture, ifTrue: 1);
        yield return Instruction(Return, KillProcess);

        yield return Instruction(Load, NumberOffset);
        yield return Instruction(JumpIfAtLeast, X32Numbers, ifFalse: 1);
        yield return Instruction(Return, FailWith | NoSuchCall);
        foreach (uint number in SystemCalls.Refused)
        {
            yield return Instruction(JumpIfEqual, number, ifFalse: 1);
            yield return Instruction(Return, FailWith | NotPermitted);
        }

        // clone3 hides its flags behind a pointer; without it the C library falls back to clone.
        yield return Instruction(JumpIfEqual, SystemCalls.Clone3, ifFalse: 1);
        yield return Instruction(Return, FailWith | NoSuchCall);

        yield return Instruction(JumpIfEqual, SystemCalls.Clone, ifFalse: 4);
        yield return Instruction(Load, FirstArgumentOffset);
        yield return Instruction(JumpIfAnyBit, NamespaceFlags, ifFalse: 1);
        yield return Instruction(Return, FailWith | NotPermitted);
        yield return Instruction(Return, Allow);

        yield return Instruction(JumpIfEqual, SystemCalls.Socket, ifFalse: 3);
        yield return Instruction(Load, FirstArgumentOffset);
        yield return Instruction(JumpIfEqual, UnixFamily, ifTrue: 1);
        yield return Instruction(Return, FailWith | FamilyNotSupported);

        yield return Instruction(Return, Allow);
    }

    // struct sock_filter { __u16 code; __u8 jt; __u8 jf; __u32 k; }
    private static ulong Instruction(ushort code, uint constant, byte ifTrue = 0, byte ifFalse = 0) =>
        code | ((ulong)ifTrue << 16) | ((ulong)ifFalse << 24) | ((ulong)constant << 32);
}
