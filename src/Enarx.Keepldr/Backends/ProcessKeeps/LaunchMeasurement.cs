using System.Security.Cryptography;
using System.Text;
using Enarx.Attestation;

namespace Enarx.Keepldr.Backends.ProcessKeeps;

/// <summary>
/// The launch measurement of a simulated keep, over what is started: wasmldr, its WebAssembly runtime, and the launch
/// parameters with the files' lengths. For SEV-SNP it is the digest chain of AMD 56860, section 8.17, page by page; for
/// the others, whose chains are over structures that a process has not got, the SHA-2 of the same content.
/// </summary>
internal static class LaunchMeasurement
{
    /// <summary>Files of the program's folder that are started, in the order in which they are measured.</summary>
    public static IReadOnlyList<string> Files { get; } = ["wasmldr", "libwasmtime.so"];

    /// <summary>Measures the files and the parameters.</summary>
    /// <param name="tee">The TEE.</param>
    /// <param name="length">Length of its measurement, bytes: 32, 48 or 64.</param>
    /// <param name="programDirectory">Where the files are.</param>
    /// <param name="parameters">The launch parameters.</param>
    public static byte[] Compute(Tee tee, int length, string programDirectory, IReadOnlyList<string> parameters) =>
        tee == Tee.SevSnp ? ComputePages(programDirectory, parameters) : ComputeHash(length, programDirectory, parameters);

    private static byte[] ComputeHash(int length, string programDirectory, IReadOnlyList<string> parameters)
    {
        using var hash = IncrementalHash.CreateHash(length switch
        {
            SHA256.HashSizeInBytes => HashAlgorithmName.SHA256,
            SHA384.HashSizeInBytes => HashAlgorithmName.SHA384,
            SHA512.HashSizeInBytes => HashAlgorithmName.SHA512,
            _ => throw new ArgumentOutOfRangeException(nameof(length)),
        });
        var launch = new StringBuilder().AppendJoin('\0', parameters);
        byte[] buffer = new byte[64 * 1024];
        foreach (string file in Files)
        {
            using FileStream image = new(Path.Combine(programDirectory, file), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            for (int read = image.Read(buffer); read > 0; read = image.Read(buffer))
                hash.AppendData(buffer, 0, read);
            launch.Append('\0').Append(file).Append('=').Append(image.Length);
        }

        hash.AppendData(Encoding.UTF8.GetBytes(launch.ToString()));
        return hash.GetHashAndReset();
    }

    private static byte[] ComputePages(string programDirectory, IReadOnlyList<string> parameters)
    {
        var digest = new SnpLaunchDigest();
        ulong address = 0;
        // The chain pads a file's last page with zeros, so lengths are measured beside the contents.
        var launch = new StringBuilder().AppendJoin('\0', parameters);
        foreach (string file in Files)
        {
            using FileStream image = new(Path.Combine(programDirectory, file), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            address = digest.Add(address, image);
            launch.Append('\0').Append(file).Append('=').Append(image.Length);
        }

        digest.Add(address, new MemoryStream(Encoding.UTF8.GetBytes(launch.ToString())));
        return digest.ToArray();
    }
}
