using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// The launch digest of an SNP guest, page by page: LD = SHA-384(PAGE_INFO), where PAGE_INFO holds the digest so far,
/// the SHA-384 of the page, its type and its guest physical address (AMD 56860, "SNP_LAUNCH_UPDATE", page info).
/// </summary>
public sealed class SnpLaunchDigest
{
    /// <summary>Length of a page, bytes.</summary>
    public const int PageLength = 4096;

    /// <summary>Length of the digest, bytes.</summary>
    public const int Length = SHA384.HashSizeInBytes;

    /// <summary>Where the firmware sets every VMSA page, as the digest sees it.</summary>
    public const ulong VmsaAddress = 0xFFFFFFFFF000;

    private const int PageInfoLength = 0x70;
    private const int ReadLength = 64 * PageLength;

    private readonly byte[] _pageInfo = new byte[PageInfoLength];

    /// <summary>Starts a launch: the digest is 48 zero bytes.</summary>
    public SnpLaunchDigest() => BinaryPrimitives.WriteUInt16LittleEndian(_pageInfo.AsSpan(0x60), PageInfoLength);

    /// <summary>Goes on from the digest of pages that were measured before, for example those of a firmware image.</summary>
    /// <param name="digest">48 bytes.</param>
    /// <exception cref="ArgumentException">There are not 48 bytes.</exception>
    public SnpLaunchDigest(ReadOnlySpan<byte> digest)
        : this()
    {
        if (digest.Length != Length)
            throw new ArgumentException($"A launch digest has {Length} bytes; there are {digest.Length}.", nameof(digest));
        digest.CopyTo(_pageInfo);
    }

    /// <summary>The digest of everything added so far, 48 bytes.</summary>
    public byte[] ToArray() => _pageInfo.AsSpan(0, Length).ToArray();

    /// <summary>Adds normal or VMSA pages, at increasing addresses; VMSA pages all count as at <see cref="VmsaAddress"/>.</summary>
    /// <param name="type">Normal or Vmsa: the types whose content is measured.</param>
    /// <param name="address">Guest physical address of the first page.</param>
    /// <param name="content">Whole pages.</param>
    /// <returns>The address after the last page.</returns>
    /// <exception cref="ArgumentException">The content is not whole pages, the address is not that of a page, or the type has no content.</exception>
    public ulong Add(SnpPageType type, ulong address, ReadOnlySpan<byte> content)
    {
        if (content.Length % PageLength != 0)
            throw new ArgumentException($"The content must be whole pages of {PageLength} bytes; there are {content.Length} bytes.", nameof(content));
        if (type is not (SnpPageType.Normal or SnpPageType.Vmsa))
            throw new ArgumentException($"Pages of type {type} have no measured content.", nameof(type));
        for (; content.Length > 0; content = content[PageLength..], address += PageLength)
        {
            SHA384.HashData(content[..PageLength], _pageInfo.AsSpan(Length, Length));
            Extend(type, type == SnpPageType.Vmsa ? VmsaAddress : address);
        }

        return address;
    }

    /// <summary>Adds pages whose content is not measured: zero, unmeasured, secrets or CPUID pages.</summary>
    /// <param name="type">Any type but Normal and Vmsa.</param>
    /// <param name="address">Guest physical address of the first page.</param>
    /// <param name="count">How many.</param>
    /// <returns>The address after the last page.</returns>
    /// <exception cref="ArgumentException">The address is not that of a page, or pages of the type have content.</exception>
    public ulong Add(SnpPageType type, ulong address, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (type is not (SnpPageType.Zero or SnpPageType.Unmeasured or SnpPageType.Secrets or SnpPageType.Cpuid))
            throw new ArgumentException($"Pages of type {type} need their content.", nameof(type));
        _pageInfo.AsSpan(Length, Length).Clear();
        for (; count > 0; count--, address += PageLength)
            Extend(type, address);
        return address;
    }

    /// <summary>
    /// Adds everything up to the end of a stream as normal pages. The last page is filled up with zeros, so files that
    /// differ only in zeros at their end measure alike: whoever needs their lengths measured has to add them.
    /// </summary>
    /// <param name="address">Guest physical address of the first page.</param>
    /// <param name="content">The content.</param>
    /// <returns>The address after the last page.</returns>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public ulong Add(ulong address, Stream content)
    {
        ArgumentNullException.ThrowIfNull(content);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ReadLength);
        try
        {
            int read;
            do
            {
                read = content.ReadAtLeast(buffer.AsSpan(0, ReadLength), ReadLength, throwOnEndOfStream: false);
                int pages = (read + PageLength - 1) / PageLength * PageLength;
                buffer.AsSpan(read, pages - read).Clear();
                address = Add(SnpPageType.Normal, address, buffer.AsSpan(0, pages));
            }
            while (read == ReadLength);
            return address;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Extend(SnpPageType type, ulong address)
    {
        if (address % PageLength != 0)
            throw new ArgumentException($"0x{address:x} is not the address of a page.", nameof(address));
        _pageInfo[0x62] = (byte)type;
        BinaryPrimitives.WriteUInt64LittleEndian(_pageInfo.AsSpan(0x68), address);
        SHA384.HashData(_pageInfo, _pageInfo.AsSpan(0, Length));
    }
}
