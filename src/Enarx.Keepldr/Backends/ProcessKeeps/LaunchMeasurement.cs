using System.Text;
using Enarx.Attestation.SevSnp;

namespace Enarx.Keepldr.Backends.ProcessKeeps;

/// <summary>
/// The launch measurement of a simulated SEV-SNP keep: the digest chain of AMD 56860, section 8.17, over what is
/// started, page by page: wasmldr, its WebAssembly runtime, and a page with the launch parameters.
/// </summary>
internal static class LaunchMeasurement
{
    private const int PageLength = 4096;
    private const int BufferLength = 256 * PageLength;

    /// <summary>Files of the program's folder that are started, in the order in which they are measured.</summary>
    public static IReadOnlyList<string> Files { get; } = ["wasmldr", "libwasmtime.so"];

    /// <summary>Measures the files and the parameters.</summary>
    /// <returns>The 48 bytes of MEASUREMENT.</returns>
    public static byte[] Compute(string programDirectory, IReadOnlyList<string> parameters)
    {
        using var digest = new SnpLaunchDigest();
        byte[] buffer = new byte[BufferLength];
        ulong address = 0;
        foreach (string file in Files)
        {
            using FileStream image = File.OpenRead(Path.Combine(programDirectory, file));
            for (int length; (length = image.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0;)
                address = Add(digest, buffer, length, address);
        }

        byte[] text = Encoding.UTF8.GetBytes(string.Join('\0', parameters));
        text.CopyTo(buffer, 0);
        Add(digest, buffer, text.Length, address);
        return digest.Finish();
    }

    // The last page of a file is padded with zeros, as a loader maps it.
    private static ulong Add(SnpLaunchDigest digest, byte[] buffer, int length, ulong address)
    {
        int padded = (length + PageLength - 1) / PageLength * PageLength;
        buffer.AsSpan(length, padded - length).Clear();
        digest.UpdateNormalPages(buffer.AsSpan(0, padded), address);
        return address + (ulong)padded;
    }
}
