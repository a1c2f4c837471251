using System.Runtime.InteropServices;

namespace Enarx.Protocol;

/// <summary>Folders and files that belong to one user alone: sockets and simulation keys.</summary>
public static partial class PrivateDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int AtCurrentDirectory = -100;
    private const int SymlinkNoFollow = 0x100;
    private const uint StatxBasic = 0x7ff;
    private const int StatxLength = 256;
    private const int StatxUidOffset = 20;
    private const int StatxModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int TypeDirectory = 0x4000;
    private const int TypeRegular = 0x8000;

    /// <summary>Creates the folder with mode 0700 if it is not there, and checks that it is safe.</summary>
    /// <exception cref="KeepException">
    /// It is not a folder, is a link, belongs to another user, or others may enter it (id UnsafeDirectory).
    /// </exception>
    public static string Ensure(string path)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("Keeps run on Linux hosts.");
        // With a separator at its end, a link would be followed.
        path = Path.TrimEndingDirectorySeparator(path);
        try
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unsafe(path, $"it cannot be made ({e.Message})", "folder");
        }

        RequireDirectory(path);
        return path;
    }

    /// <summary>Checks that a folder is safe.</summary>
    /// <exception cref="KeepException">
    /// It is missing, not a folder, a link, belongs to another user, or others may enter it (id UnsafeDirectory).
    /// </exception>
    public static void RequireDirectory(string path) => Require(Path.TrimEndingDirectorySeparator(path), TypeDirectory, "folder");

    /// <summary>Checks that a file is safe.</summary>
    /// <exception cref="KeepException">
    /// It is missing, not a regular file, a link, belongs to another user, or others may use it (id UnsafeDirectory).
    /// </exception>
    public static void RequireFile(string path) => Require(path, TypeRegular, "file");

    /// <summary>The user that this process acts as.</summary>
    public static uint EffectiveUserId() => GetEffectiveUserId();

    private static void Require(string path, int type, string kind)
    {
        byte[] stat = new byte[StatxLength];
        if (Statx(AtCurrentDirectory, path, SymlinkNoFollow, StatxBasic, stat) != 0)
            throw Unsafe(path, $"it cannot be examined ({Marshal.GetLastPInvokeErrorMessage()})", kind);
        int mode = MemoryMarshal.Read<ushort>(stat.AsSpan(StatxModeOffset));
        uint owner = MemoryMarshal.Read<uint>(stat.AsSpan(StatxUidOffset));
        if ((mode & TypeMask) != type)
            throw Unsafe(path, $"it is not a {kind} (links are not followed)", kind);
        if (owner != EffectiveUserId())
            throw Unsafe(path, $"it belongs to user {owner}", kind);
        if ((mode & 0x3F) != 0)
            throw Unsafe(path, $"others may use it (mode {Convert.ToString(mode & 0xFFF, 8)}); 'chmod {(type == TypeDirectory ? "700" : "600")}' it", kind);
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUserId();

    // statx, because its structure is the same on every architecture (Linux statx(2)).
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Statx(int directory, string path, int flags, uint mask, byte[] buffer);

    private static KeepException Unsafe(string path, string problem, string kind) =>
        new(KeepErrorId.UnsafeDirectory, $"The {kind} '{path}' must belong to this user alone, and {problem}.");
}
