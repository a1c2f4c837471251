using System.Management.Automation;
using System.Runtime.Loader;

namespace EnarxPS.Hosting;

/// <summary>Makes the module's private assemblies loadable for as long as the module is imported.</summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnImport()
    {
        // A second import without a removal between must not answer twice.
        AssemblyLoadContext.Default.Resolving -= PrivateLoadContext.Resolve;
        AssemblyLoadContext.Default.Resolving += PrivateLoadContext.Resolve;
    }

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => AssemblyLoadContext.Default.Resolving -= PrivateLoadContext.Resolve;
}
