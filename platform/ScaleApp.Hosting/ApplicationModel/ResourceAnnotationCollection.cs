using System.Collections.ObjectModel;

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>What was said about a resource. It is filled while the topology is described and only read once it runs.</summary>
public sealed class ResourceAnnotationCollection : Collection<IResourceAnnotation>;
