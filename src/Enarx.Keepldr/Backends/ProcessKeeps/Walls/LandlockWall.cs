using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Enarx.Keepldr.Backends.ProcessKeeps.Walls;

/// <summary>
/// Landlock (landlock(7)): reading and executing below the library folders and the program's folder, and nothing else;
/// no TCP. It needs no privileges, so it stands where namespaces do not.
/// </summary>
internal sealed class LandlockWall : IWall
{
    private const long PathBeneath = 1;
    private const uint AskVersion = 1;
    private const ulong Execute = 1 << 0;
    private const ulong ReadFile = 1 << 2;
    private const ulong ReadDirectory = 1 << 3;
    private const int PathOnly = 0x200000 | 0x80000;
    private const int NetworkVersion = 4;
    private const int ScopeVersion = 6;

    /// <inheritdoc/>
    public string Name => "Landlock";

    /// <inheritdoc/>
    public string? Raise(SandboxPlan plan)
    {
        long version = Native.LandlockCreate(SystemCalls.LandlockCreateRuleset, null, 0, AskVersion);
        if (version < 1)
            return "the kernel has no Landlock";

        // struct landlock_ruleset_attr { __u64 handled_access_fs, handled_access_net, scoped; }, shorter in older versions.
        byte[] attributes = new byte[version >= ScopeVersion ? 24 : version >= NetworkVersion ? 16 : 8];
        BinaryPrimitives.WriteUInt64LittleEndian(attributes, HandledFileAccess(version));
        if (version >= NetworkVersion)
            BinaryPrimitives.WriteUInt64LittleEndian(attributes.AsSpan(8), 0b11);
        if (version >= ScopeVersion)
            BinaryPrimitives.WriteUInt64LittleEndian(attributes.AsSpan(16), 0b11);
        long ruleset = Native.LandlockCreate(SystemCalls.LandlockCreateRuleset, attributes, attributes.Length, 0);
        if (ruleset < 0)
            return Marshal.GetLastPInvokeErrorMessage();

        try
        {
            foreach (string path in SandboxPlan.LibraryDirectories.Append(plan.VisibleProgramDirectory))
            {
                if (Allow(ruleset, path) is { } problem)
                    return problem;
            }

            return Native.Call(SystemCalls.LandlockRestrictSelf, ruleset, 0, 0) == 0 ? null : Marshal.GetLastPInvokeErrorMessage();
        }
        finally
        {
            _ = Native.Close((int)ruleset);
        }
    }

    // Rights that a version does not know must not be asked for (LANDLOCK_ACCESS_FS_*: 13, then REFER, TRUNCATE, IOCTL_DEV).
    private static ulong HandledFileAccess(long version) => version switch
    {
        1 => (1 << 13) - 1,
        2 => (1 << 14) - 1,
        3 or 4 => (1 << 15) - 1,
        _ => (1 << 16) - 1,
    };

    private static string? Allow(long ruleset, string path)
    {
        int parent = Native.Open(path, PathOnly);
        if (parent < 0)
            return $"{path}: {Marshal.GetLastPInvokeErrorMessage()}";

        // struct landlock_path_beneath_attr { __u64 allowed_access; __s32 parent_fd; }, packed.
        byte[] rule = new byte[12];
        BinaryPrimitives.WriteUInt64LittleEndian(rule, Execute | ReadFile | ReadDirectory);
        BinaryPrimitives.WriteInt32LittleEndian(rule.AsSpan(8), parent);
        bool added = Native.LandlockAdd(SystemCalls.LandlockAddRule, ruleset, PathBeneath, rule, 0) == 0;
        string? problem = added ? null : $"{path}: {Marshal.GetLastPInvokeErrorMessage()}";
        _ = Native.Close(parent);
        return problem;
    }
}
