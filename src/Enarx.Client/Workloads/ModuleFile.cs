using System.Buffers.Binary;
using Enarx.Protocol;

namespace Enarx.Client;

/// <summary>Reads a WebAssembly module, refusing before anything is sent what no keep would take.</summary>
public static class ModuleFile
{
    // "\0asm", then version 1 and layer 0; a component has layer 1 (WebAssembly core 5.5.16, component model Binary.md).
    private const uint Magic = 0x6d736100;
    private const uint ModuleVersion = 1;
    private const ushort ComponentLayer = 1;
    private const int HeaderLength = 8;

    /// <summary>Reads a module.</summary>
    /// <exception cref="KeepException">FileNotFound, FileUnreadable, ModuleTooLarge, ModuleNotWasm, ModuleIsComponent.</exception>
    public static async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        byte[] module;
        try
        {
            long length = new FileInfo(path).Length;
            if (length > WorkloadRequest.MaximumModule)
                throw new KeepException(KeepErrorId.ModuleTooLarge, $"'{path}' has {length} bytes; a keep takes modules of up to {WorkloadRequest.MaximumModule}.");
            module = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new KeepException(KeepErrorId.FileNotFound, $"There is no file '{path}'.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeepException(KeepErrorId.FileUnreadable, $"'{path}' cannot be read: {e.Message}", e);
        }

        if (module.Length < HeaderLength || BinaryPrimitives.ReadUInt32LittleEndian(module) != Magic)
            throw new KeepException(KeepErrorId.ModuleNotWasm, $"'{path}' is not a WebAssembly module: its first bytes are not '\\0asm'.");
        if (BinaryPrimitives.ReadUInt16LittleEndian(module.AsSpan(6)) == ComponentLayer)
            throw new KeepException(KeepErrorId.ModuleIsComponent, $"'{path}' is a WebAssembly component. Build it for wasm32-wasi (wasm32-wasip1), which makes a module.");
        return BinaryPrimitives.ReadUInt32LittleEndian(module.AsSpan(4)) == ModuleVersion
            ? module
            : throw new KeepException(KeepErrorId.ModuleNotWasm, $"'{path}' is WebAssembly of a version that is not known.");
    }
}
