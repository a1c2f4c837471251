using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// A directory of key files that only its owner reaches. Files appear in it whole or not at all, whatever happens
/// half-way, and are never changed.
/// </summary>
internal sealed partial class PrivateDirectory
{
    private const UnixFileMode OwnerOnlyDirectory = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int LongestFile = 64 * 1024;
    private const string LockName = ".lock";
    private const string TemporarySuffix = ".tmp";

    private static readonly TimeSpan LockPatience = TimeSpan.FromMinutes(2);

    private readonly string _path;

    private PrivateDirectory(string path) => _path = path;

    /// <summary>Opens a directory, and makes it if it is not there.</summary>
    /// <exception cref="SimulationException">It is a link, of another user, or open to others.</exception>
    public static PrivateDirectory OpenOrCreate(string path)
    {
        if (!OperatingSystem.IsLinux())
            throw NotLinux();
        Directory.CreateDirectory(path, OwnerOnlyDirectory);
        return Open(path);
    }

    /// <summary>Opens a directory that is there.</summary>
    /// <exception cref="SimulationException">It is missing, a link, of another user, or open to others.</exception>
    public static PrivateDirectory Open(string path)
    {
        if (!OperatingSystem.IsLinux())
            throw NotLinux();
        RequirePrivate(path, FileKind.Directory);
        return new PrivateDirectory(path);
    }

    /// <summary>Keeps other processes out until it is disposed.</summary>
    /// <exception cref="SimulationException">Another process holds the lock for very long.</exception>
    public FileStream Lock()
    {
        if (!OperatingSystem.IsLinux())
            throw NotLinux();
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            UnixCreateMode = OwnerOnlyFile,
        };
        DateTime give = DateTime.UtcNow + LockPatience;
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(_path, LockName), options);
            }
            catch (IOException) when (DateTime.UtcNow < give)
            {
                Thread.Sleep(50);
            }
            catch (IOException e)
            {
                throw new SimulationException($"Another process has held '{Path.Combine(_path, LockName)}' for {LockPatience}. End it, then try again.", e);
            }
        }
    }

    /// <summary>Removes what a process left that was ended while it wrote. Only under the lock.</summary>
    public void RemoveLeftovers()
    {
        foreach (string left in Directory.EnumerateFiles(_path, "*" + TemporarySuffix))
            File.Delete(left);
    }

    /// <summary>Whether a file is there.</summary>
    public bool Has(string name) => File.Exists(Path.Combine(_path, name));

    /// <summary>Reads a file.</summary>
    /// <exception cref="SimulationException">It is missing, too long, a link, of another user, or open to others.</exception>
    public byte[] Read(string name)
    {
        string path = Path.Combine(_path, name);
        RequirePrivate(path, FileKind.Regular);
        using FileStream file = File.OpenRead(path);
        if (file.Length > LongestFile)
            throw new SimulationException($"'{path}' has {file.Length} bytes, which no file of a simulation root has. Remove the directory to start anew.");
        byte[] content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }

    /// <summary>Reads a private key (PKCS#8) into an algorithm object.</summary>
    /// <exception cref="SimulationException">The file is not safe to use, or damaged.</exception>
    public T ReadKey<T>(string name, T key)
        where T : AsymmetricAlgorithm
    {
        byte[] pkcs8 = [];
        try
        {
            pkcs8 = Read(name);
            key.ImportPkcs8PrivateKey(pkcs8, out _);
            return key;
        }
        catch (Exception e)
        {
            key.Dispose();
            if (e is CryptographicException)
                throw new SimulationException($"The key file '{name}' is damaged. Remove the directory to start anew.", e);
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }

    /// <summary>Reads a private key, and makes it if it is not there.</summary>
    /// <param name="name">The file.</param>
    /// <param name="key">An algorithm object that makes a new key when it is first used.</param>
    /// <exception cref="SimulationException">The file is not safe to use, or damaged.</exception>
    public T ReadOrCreateKey<T>(string name, T key)
        where T : AsymmetricAlgorithm
    {
        if (Has(name))
            return ReadKey(name, key);
        byte[] pkcs8 = key.ExportPkcs8PrivateKey();
        try
        {
            Write(name, pkcs8);
            return key;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }

    /// <summary>Writes a new file: whole, or not at all.</summary>
    public void Write(string name, ReadOnlySpan<byte> content)
    {
        if (!OperatingSystem.IsLinux())
            throw NotLinux();
        string path = Path.Combine(_path, name);
        string temporary = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}{TemporarySuffix}";
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnlyFile,
        };
        try
        {
            using (var file = new FileStream(temporary, options))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static PlatformNotSupportedException NotLinux() => new("Keeps are simulated on Linux hosts only.");

    private static unsafe void RequirePrivate(string path, FileKind kind)
    {
        var status = default(FileStatus);
        if (Statx(AtCurrentDirectory, path, NoFollow, BasicStatus, &status) != 0)
            throw new SimulationException($"'{path}' cannot be used: {Marshal.GetLastPInvokeErrorMessage()}.");
        if ((status.Mode & KindMask) != (ushort)kind)
            throw new SimulationException($"'{path}' is not a {(kind == FileKind.Directory ? "directory" : "regular file")} (links are not followed). Remove it, then try again.");
        uint user = GetEffectiveUser();
        if (status.User != user)
            throw new SimulationException($"'{path}' belongs to user {status.User}, not to user {user} who runs this program. Use a directory of your own.");
        if ((status.Mode & OthersMask) != 0)
            throw new SimulationException($"'{path}' is open to other users. Its keys may be known to them: remove the directory to start anew.");
    }

    private const int AtCurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const uint BasicStatus = 0x7ff;
    private const ushort KindMask = 0xf000;
    private const ushort OthersMask = 0x3f;

    private enum FileKind : ushort
    {
        Directory = 0x4000,
        Regular = 0x8000,
    }

    /// <summary>The start of struct statx, which is laid out alike on every architecture (statx(2)).</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct FileStatus
    {
        [FieldOffset(20)]
        public uint User;

        [FieldOffset(28)]
        public ushort Mode;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int Statx(int directory, string path, int flags, uint mask, FileStatus* status);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint GetEffectiveUser();
}
