using System.Security.Cryptography;
using Enarx.Protocol;

namespace Enarx.Attestation;

/// <summary>
/// A directory of key files that only its owner reaches. Files appear in it whole or not at all, whatever happens
/// half-way, and are never changed.
/// </summary>
internal sealed class SimulationFiles
{
    private const UnixFileMode OwnerOnlyDirectory = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int LongestFile = 64 * 1024;
    private const string LockName = ".lock";
    private const string TemporarySuffix = ".tmp";

    private static readonly TimeSpan LockPatience = TimeSpan.FromMinutes(2);

    private readonly string _path;

    private SimulationFiles(string path) => _path = path;

    /// <summary>Opens a directory, and makes it if it is not there.</summary>
    /// <exception cref="SimulationException">It is a link, of another user, or open to others.</exception>
    public static SimulationFiles OpenOrCreate(string path)
    {
        if (!OperatingSystem.IsLinux())
            throw NotLinux();
        Directory.CreateDirectory(path, OwnerOnlyDirectory);
        return Open(path);
    }

    /// <summary>Opens a directory that is there.</summary>
    /// <exception cref="SimulationException">It is missing, a link, of another user, or open to others.</exception>
    public static SimulationFiles Open(string path)
    {
        if (!OperatingSystem.IsLinux())
            throw NotLinux();
        RequirePrivate(PrivateDirectory.RequireDirectory, path);
        return new SimulationFiles(path);
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
        RequirePrivate(PrivateDirectory.RequireFile, path);
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

    private static void RequirePrivate(Action<string> require, string path)
    {
        try
        {
            require(path);
        }
        catch (KeepException e)
        {
            throw new SimulationException($"{e.Message} Its keys may be known to others: remove the directory to start anew.", e);
        }
    }
}
