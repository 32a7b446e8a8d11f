using k8s;
using k8s.Models;
using ScaleApp.Tests.Hosting;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace ScaleApp.Tests.Deploy;

/// <summary>
/// The objects of a kustomization of <c>deploy/kubernetes</c>, by the types of the Kubernetes client, which refuse unknown fields. Of kustomize it
/// knows what these files use: resources and the tags of images.
/// </summary>
internal sealed class KubernetesManifests
{
    private KubernetesManifests(IReadOnlyList<IKubernetesObject<V1ObjectMeta>> objects) => Objects = objects;

    public IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Objects { get; }

    public static KubernetesManifests Read(string kustomization)
    {
        var folder = Path.Combine(TestTopology.RepositoryFolder(), "deploy", "kubernetes", kustomization);
        var file = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).IgnoreUnmatchedProperties().Build()
            .Deserialize<Kustomization>(File.ReadAllText(Path.Combine(folder, "kustomization.yaml")));
        var objects = file.Resources.SelectMany(resource => Directory.Exists(Path.Combine(folder, resource))
            ? Read(Path.Combine(kustomization, resource)).Objects
            : KubernetesYaml.LoadAllFromString(File.ReadAllText(Path.Combine(folder, resource)), strict: true).Cast<IKubernetesObject<V1ObjectMeta>>()).ToArray();
        foreach (var container in objects.SelectMany(item => PodOf(item)?.Spec.Containers ?? []))
        {
            container.Image = file.Images.Find(image => image.Name == container.Image) is { } tagged ? $"{tagged.Name}:{tagged.NewTag}" : container.Image;
        }

        return new KubernetesManifests(objects);
    }

    public T Get<T>(string name) where T : IKubernetesObject<V1ObjectMeta> => Objects.OfType<T>().Single(item => item.Metadata.Name == name);

    /// <summary>The pods, by the name of what makes them.</summary>
    public Dictionary<string, V1PodSpec> Pods => Objects.Where(item => PodOf(item) is not null).ToDictionary(item => item.Metadata.Name, item => PodOf(item)!.Spec);

    private static V1PodTemplateSpec? PodOf(IKubernetesObject<V1ObjectMeta> item) => item switch
    {
        V1Deployment deployment => deployment.Spec.Template,
        V1StatefulSet set => set.Spec.Template,
        V1Job job => job.Spec.Template,
        _ => null,
    };

    private sealed class Kustomization
    {
        public List<string> Resources { get; init; } = [];

        public List<KustomizedImage> Images { get; init; } = [];
    }

    private sealed class KustomizedImage
    {
        public string Name { get; init; } = "";

        public string NewTag { get; init; } = "";
    }
}
