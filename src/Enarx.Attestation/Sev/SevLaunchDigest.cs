using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// The launch digest of a guest under SEV or SEV-ES: SHA-256 of the firmware, of the hashes of a kernel where one is
/// loaded directly, and under SEV-ES of the save area of every virtual processor (AMD 55766, sections 6.3 and 6.4).
/// </summary>
public static class SevLaunchDigest
{
    /// <summary>Length of the digest, bytes.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    /// <summary>Length of the save area of a virtual processor, bytes.</summary>
    public const int VmsaLength = 4096;

    /// <summary>The unit in which memory is measured, bytes.</summary>
    public const int BlockLength = 16;

    /// <summary>Computes the digest.</summary>
    /// <param name="firmware">The firmware image, a multiple of 16 bytes.</param>
    /// <param name="kernelHashes">What <see cref="SevKernelHashes.Table"/> gives; empty when no kernel is loaded directly.</param>
    /// <param name="vmsas">For SEV-ES the save areas of all virtual processors, side by side, 4096 bytes each, the one that boots first; empty for SEV.</param>
    /// <exception cref="ArgumentException">A length is not as it must be.</exception>
    public static byte[] Compute(ReadOnlySpan<byte> firmware, ReadOnlySpan<byte> kernelHashes = default, ReadOnlySpan<byte> vmsas = default)
    {
        RequireUnits(vmsas, VmsaLength, nameof(vmsas));
        using IncrementalHash hash = Start(firmware, kernelHashes);
        hash.AppendData(vmsas);
        return hash.GetHashAndReset();
    }

    /// <summary>Computes the digest of a guest under SEV-ES whose other virtual processors all begin alike.</summary>
    /// <param name="firmware">The firmware image, a multiple of 16 bytes.</param>
    /// <param name="kernelHashes">What <see cref="SevKernelHashes.Table"/> gives; empty when no kernel is loaded directly.</param>
    /// <param name="bootVmsa">Save area of the virtual processor that boots, 4096 bytes.</param>
    /// <param name="otherVmsa">Save area of each other one, 4096 bytes; empty when there is one only.</param>
    /// <param name="processors">How many virtual processors there are.</param>
    /// <exception cref="ArgumentException">A length or the count is not as it must be.</exception>
    public static byte[] Compute(ReadOnlySpan<byte> firmware, ReadOnlySpan<byte> kernelHashes, ReadOnlySpan<byte> bootVmsa, ReadOnlySpan<byte> otherVmsa, int processors)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(processors);
        ArgumentOutOfRangeException.ThrowIfNotEqual(bootVmsa.Length, VmsaLength);
        if (processors > 1)
            ArgumentOutOfRangeException.ThrowIfNotEqual(otherVmsa.Length, VmsaLength);
        using IncrementalHash hash = Start(firmware, kernelHashes);
        hash.AppendData(bootVmsa);
        for (int i = 1; i < processors; i++)
            hash.AppendData(otherVmsa);
        return hash.GetHashAndReset();
    }

    private static IncrementalHash Start(ReadOnlySpan<byte> firmware, ReadOnlySpan<byte> kernelHashes)
    {
        RequireUnits(firmware, BlockLength, nameof(firmware));
        RequireUnits(kernelHashes, BlockLength, nameof(kernelHashes));
        var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(firmware);
        hash.AppendData(kernelHashes);
        return hash;
    }

    private static void RequireUnits(ReadOnlySpan<byte> bytes, int unit, string name)
    {
        if (bytes.Length % unit != 0)
            throw new ArgumentException($"There must be a multiple of {unit} bytes; there are {bytes.Length}.", name);
    }
}
