using System.Buffers.Binary;

namespace Enarx.Wasi;

/// <summary>The first eight bytes of a binary: what it is, before the compiler sees it.</summary>
internal static class ModuleHeader
{
    private const int Length = 8;
    private const ushort CoreVersion = 1;

    /// <summary>Lets a core module of version 1 through.</summary>
    /// <exception cref="WasmModuleException">It is something else, or larger than is compiled.</exception>
    public static void Check(ReadOnlySpan<byte> binary)
    {
        if (binary.Length > WasmEngine.MaxModuleBytes)
            throw new WasmModuleException(WasmModuleFault.TooLarge, $"The module has {binary.Length} bytes; at most {WasmEngine.MaxModuleBytes} are taken.");
        if (!binary.StartsWith("\0asm"u8))
            throw new WasmModuleException(WasmModuleFault.NotWasm, "The workload is not WebAssembly: it does not begin with the bytes 00 61 73 6d.");
        if (binary.Length < Length)
            throw new WasmModuleException(WasmModuleFault.Invalid, $"The module ends in its header, after {binary.Length} bytes.");

        // The component model splits the old version field: two bytes of version, two of layer; a component has layer 1.
        ushort version = BinaryPrimitives.ReadUInt16LittleEndian(binary[4..]);
        ushort layer = BinaryPrimitives.ReadUInt16LittleEndian(binary[6..]);
        if (layer == 1)
        {
            throw new WasmModuleException(WasmModuleFault.Component,
                "The workload is a WebAssembly component; a core module is needed. Build it for wasm32-wasip1 (wasm32-wasi).");
        }

        if (version != CoreVersion || layer != 0)
            throw new WasmModuleException(WasmModuleFault.Invalid, $"The module has version {version} and layer {layer}; version {CoreVersion} and layer 0 are known.");
    }
}
