using System.Runtime.InteropServices;

namespace Enarx.Keepldr.Backends.ProcessKeeps;

/// <summary>Numbers of system calls that are made raw or filtered, for x86-64 and AArch64 (syscalls(2)).</summary>
internal static class SystemCalls
{
    public static readonly long PivotRoot = Number(155, 41);
    public static readonly long SetGroups = Number(116, 159);
    public static readonly long SetResGid = Number(119, 149);
    public static readonly long SetResUid = Number(117, 147);
    public static readonly uint Socket = (uint)Number(41, 198);
    public static readonly uint Clone = (uint)Number(56, 220);

    /// <summary>AUDIT_ARCH of this machine (linux/audit.h).</summary>
    public static readonly uint AuditArchitecture = (uint)Number(0xC000003E, 0xC00000B7);

    public const long LandlockCreateRuleset = 444;
    public const long LandlockAddRule = 445;
    public const long LandlockRestrictSelf = 446;
    public const uint Clone3 = 435;

    /// <summary>
    /// Calls that a keep never needs and that reach furthest into a kernel: other processes' memory, mounts,
    /// namespaces, kernel modules and programs, keyrings, file handles, io_uring.
    /// </summary>
    public static IReadOnlyList<uint> Refused { get; } = RuntimeInformation.ProcessArchitecture == Architecture.Arm64
        ? [39, 40, 41, 51, 97, 268, 117, 270, 271, 280, 241, 217, 218, 219, 104, 294, 105, 273, 106, 142, 224, 225, 89, 282, 264, 265, 425, 426, 427, 428, 429, 430, 431, 432, 433, 438, 442, 112, 171, 170, 161, 162, 272]
        : [165, 166, 155, 161, 272, 308, 101, 310, 311, 321, 298, 248, 249, 250, 246, 320, 175, 313, 176, 169, 167, 168, 163, 323, 303, 304, 425, 426, 427, 428, 429, 430, 431, 432, 433, 438, 442, 227, 164, 159, 170, 171, 312, 172, 173];

    private static long Number(long x64, long arm64) => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => x64,
        Architecture.Arm64 => arm64,
        var other => throw new PlatformNotSupportedException($"Process keeps run on x86-64 and AArch64, not on {other}."),
    };
}
