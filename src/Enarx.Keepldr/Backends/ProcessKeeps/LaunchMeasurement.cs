using System.Text;
using Enarx.Attestation;

namespace Enarx.Keepldr.Backends.ProcessKeeps;

/// <summary>
/// The launch measurement of a simulated SEV-SNP keep: the digest chain of AMD 56860, section 8.17, over what is
/// started, page by page: wasmldr, its WebAssembly runtime, and the launch parameters with the files' lengths.
/// </summary>
internal static class LaunchMeasurement
{
    /// <summary>Files of the program's folder that are started, in the order in which they are measured.</summary>
    public static IReadOnlyList<string> Files { get; } = ["wasmldr", "libwasmtime.so"];

    /// <summary>Measures the files and the parameters.</summary>
    /// <returns>The 48 bytes of MEASUREMENT.</returns>
    public static byte[] Compute(string programDirectory, IReadOnlyList<string> parameters)
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
