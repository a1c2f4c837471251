using System.Management.Automation;

namespace EnarxPS.Binding;

/// <summary>
/// Makes arrays an <see cref="EvidenceArgument"/>, which the engine would convert element by element. Everything else is
/// left to it, so that files from the pipeline still bind by their path.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EvidenceTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
    {
        byte[] content => new EvidenceArgument(content),
        object[] list => new EvidenceArgument(list),
        _ => inputData,
    };
}
