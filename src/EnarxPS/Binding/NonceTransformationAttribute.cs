using System.Management.Automation;

namespace EnarxPS.Binding;

/// <summary>Makes bytes a <see cref="NonceArgument"/>, which the engine would convert byte by byte.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NonceTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is byte[] nonce ? new NonceArgument(nonce) : inputData;
}
