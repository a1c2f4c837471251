namespace Enarx.Attestation;

/// <summary>A policy in a file, and beside it its signature, if it has one.</summary>
public static class PolicyFile
{
    private const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Reads a policy.</summary>
    /// <param name="path">The file; the signature is in the file of the same name and <see cref="PolicySignature.Extension"/>.</param>
    /// <param name="signers">Pins of signers of which one must have signed it; empty: none needs to.</param>
    /// <returns>The policy, and the pin of who signed it; null when nobody was asked for.</returns>
    /// <exception cref="KeepException">What is wrong with the file, its signature or the policy.</exception>
    public static (KeepPolicy Policy, Sha256Digest? Signer) Read(string path, IReadOnlyCollection<Sha256Digest> signers)
    {
        ArgumentNullException.ThrowIfNull(signers);
        byte[] json = ReadBytes(path, PolicyJson.MostBytes);
        if (signers.Count == 0)
            return (PolicyJson.Read(json), null);
        string signature = path + PolicySignature.Extension;
        if (!File.Exists(signature))
            throw new KeepException(KeepErrorId.PolicyNotSigned, $"The policy '{path}' is not signed: there is no file '{signature}'.");
        // Before the bytes are read for anything else.
        Sha256Digest signer = PolicySignature.Verify(json, System.Text.Encoding.ASCII.GetString(ReadBytes(signature, PolicySignature.MostCharacters)), signers);
        return (PolicyJson.Read(json), signer);
    }

    /// <summary>Whether there is a signature beside a policy's file.</summary>
    public static bool IsSigned(string path) => File.Exists(path + PolicySignature.Extension);

    /// <summary>
    /// Writes a policy, each file whole or not at all. Without a key a signature that is there, of what the file had in
    /// it before, is deleted.
    /// </summary>
    /// <exception cref="KeepException">FileExists, FileUnwritable, PolicyFieldInvalid, SigningKeyUnusable.</exception>
    public static void Write(string path, KeepPolicy policy, SigningKey? key, bool overwrite)
    {
        byte[] json = PolicyJson.Write(policy);
        byte[]? signature = key is null ? null : System.Text.Encoding.ASCII.GetBytes(PolicySignature.Sign(json, key) + "\n");
        try
        {
            if (!overwrite && File.Exists(path))
                throw new KeepException(KeepErrorId.FileExists, $"There is a file '{path}' already.");
            WriteBytes(path, json, overwrite);
            if (signature is not null)
                WriteBytes(path + PolicySignature.Extension, signature, overwrite: true);
            else
                File.Delete(path + PolicySignature.Extension);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeepException(!overwrite && File.Exists(path) ? KeepErrorId.FileExists : KeepErrorId.FileUnwritable, $"'{path}' cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Reads a small file.</summary>
    /// <exception cref="KeepException">FileNotFound, FileUnreadable.</exception>
    public static byte[] ReadBytes(string path, int most)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            var bytes = new byte[most + 1];
            int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length <= most ? bytes[..length] : throw new KeepException(KeepErrorId.FileUnreadable, $"'{path}' has more than {most} bytes, which are the most that it may have.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new KeepException(KeepErrorId.FileNotFound, $"There is no file '{path}'.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeepException(KeepErrorId.FileUnreadable, $"'{path}' cannot be read: {e.Message}", e);
        }
    }

    private static void WriteBytes(string path, byte[] bytes, bool overwrite)
    {
        string beside = $"{path}.{Guid.NewGuid():n}.tmp";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = ForAll;
            using (var file = new FileStream(beside, options))
                file.Write(bytes);
            File.Move(beside, path, overwrite);
        }
        finally
        {
            File.Delete(beside);
        }
    }
}
