namespace ScaleApp.ServiceDefaults;

/// <summary>Reads a Lua script that is embedded in an assembly, in the folder and namespace of the class that runs it.</summary>
public static class EmbeddedScript
{
    /// <summary>Returns the text of the script.</summary>
    /// <param name="owner">The class that runs the script: its assembly and namespace say where the resource is.</param>
    /// <param name="name">The file's name, for example <c>acquire.lua</c>.</param>
    /// <exception cref="InvalidOperationException">The assembly has no such resource.</exception>
    public static string Read(Type owner, string name)
    {
        using var stream = owner.Assembly.GetManifestResourceStream(owner, name)
            ?? throw new InvalidOperationException(
                $"The script '{name}' is not embedded in {owner.Assembly.GetName().Name} beside {owner.Name}: check the EmbeddedResource item of its project.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
