using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// MRTD of a trust domain that starts from a firmware image: SHA-384 over a record for each page that is added and, for
/// measured ones, for each 256 bytes of content (Intel TDX Module Base Architecture Specification, TDH.MEM.PAGE.ADD and
/// TDH.MR.EXTEND). It does not depend on the number of processors or on memory that is added later.
/// </summary>
public static class TdxMeasurement
{
    private const int RecordLength = 128;
    private const int ChunkLength = 256;

    /// <summary>Computes MRTD, 48 bytes.</summary>
    /// <param name="firmware">The image, built for TDX.</param>
    /// <param name="order">How the host adds pages.</param>
    /// <exception cref="MeasurementException">The image has no TDX metadata, or it is malformed.</exception>
    public static byte[] Mrtd(FirmwareImage firmware, TdxPageOrder order = TdxPageOrder.PageByPage)
    {
        ArgumentNullException.ThrowIfNull(firmware);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA384);
        foreach (TdvfSection section in firmware.TdxSections())
        {
            for (ulong at = 0; at < section.Length; at += SnpLaunchDigest.PageLength)
            {
                if (section.IsAdded)
                    AppendRecord(hash, "MEM.PAGE.ADD"u8, section.Address + at);
                if (order == TdxPageOrder.PageByPage && section.IsMeasured)
                    AppendPage(hash, section, at);
            }

            for (ulong at = 0; order == TdxPageOrder.AddThenExtend && section.IsMeasured && at < section.Length; at += SnpLaunchDigest.PageLength)
                AppendPage(hash, section, at);
        }

        return hash.GetHashAndReset();
    }

    private static void AppendPage(IncrementalHash hash, TdvfSection section, ulong page)
    {
        Span<byte> chunk = stackalloc byte[ChunkLength];
        for (ulong at = page; at < page + SnpLaunchDigest.PageLength; at += ChunkLength)
        {
            AppendRecord(hash, "MR.EXTEND"u8, section.Address + at);
            chunk.Clear();
            if (at < (ulong)section.Data.Length)
            {
                ReadOnlySpan<byte> rest = section.Data.Span[(int)at..];
                rest[..Math.Min(rest.Length, ChunkLength)].CopyTo(chunk);
            }

            hash.AppendData(chunk);
        }
    }

    private static void AppendRecord(IncrementalHash hash, ReadOnlySpan<byte> name, ulong address)
    {
        Span<byte> record = stackalloc byte[RecordLength];
        record.Clear();
        name.CopyTo(record);
        BinaryPrimitives.WriteUInt64LittleEndian(record[16..], address);
        hash.AppendData(record);
    }
}
