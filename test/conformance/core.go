package main

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	validationutil "k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/client-go/kubernetes/scheme"
)

// strictDecoder rejects unknown fields, case included, and fields that are given twice.
var strictDecoder = serializer.NewCodecFactory(scheme.Scheme, serializer.EnableStrict).UniversalDeserializer()

// clusterScoped kinds have no namespace.
var clusterScoped = map[string]bool{
	"Namespace": true, "ClusterRole": true, "ClusterRoleBinding": true, "PersistentVolume": true, "StorageClass": true,
	"PriorityClass": true, "CustomResourceDefinition": true,
}

// judgeCore decodes a kind of Kubernetes strictly. The API server's own validation of specs is not a library, so the
// kinds that this package writes are checked here by the same rules.
func judgeCore(content []byte) []error {
	object, kind, err := strictDecoder.Decode(content, nil, nil)
	if err != nil {
		return []error{fmt.Errorf("decode: %w", err)}
	}
	accessor, err := meta.Accessor(object)
	if err != nil {
		return []error{err}
	}
	errs := judgeNamedMetadata(accessor, !clusterScoped[kind.Kind], nameRule(kind.Group, kind.Kind))
	return append(errs, judgeSpec(object)...)
}

func nameRule(group, kind string) validation.ValidateNameFunc {
	switch {
	case group == rbacv1.GroupName:
		// Roles may be named like `system:node`.
		return func(string, bool) []string { return nil }
	case kind == "Service":
		return validation.NameIsDNS1035Label
	case kind == "Namespace":
		return validation.ValidateNamespaceName
	default:
		return validation.NameIsDNSSubdomain
	}
}

func judgeSpec(object runtime.Object) []error {
	switch typed := object.(type) {
	case *corev1.ConfigMap:
		return judgeConfigMap(typed)
	case *corev1.Secret:
		return judgeSecret(typed)
	case *corev1.ServiceAccount:
		return judgeServiceAccount(typed)
	case *corev1.PersistentVolumeClaim:
		return judgeClaim(typed)
	case *rbacv1.Role:
		return judgeRules(typed.Rules)
	case *rbacv1.ClusterRole:
		return judgeRules(typed.Rules)
	case *rbacv1.RoleBinding:
		return judgeBinding(typed.RoleRef, typed.Subjects)
	case *rbacv1.ClusterRoleBinding:
		return judgeBinding(typed.RoleRef, typed.Subjects)
	default:
		return nil
	}
}

func judgeConfigMap(object *corev1.ConfigMap) []error {
	var errs []error
	size := 0
	for key, value := range object.Data {
		errs = append(errs, judgeKey("data", key)...)
		size += len(value)
	}
	for key, value := range object.BinaryData {
		errs = append(errs, judgeKey("binaryData", key)...)
		if _, both := object.Data[key]; both {
			errs = append(errs, fmt.Errorf("binaryData[%q]: is in data too", key))
		}
		size += len(value)
	}
	return append(errs, judgeSize(size)...)
}

func judgeSecret(object *corev1.Secret) []error {
	var errs []error
	size := 0
	for key, value := range object.Data {
		errs = append(errs, judgeKey("data", key)...)
		size += len(value)
	}
	for key, value := range object.StringData {
		errs = append(errs, judgeKey("stringData", key)...)
		size += len(value)
	}
	return append(errs, judgeSize(size)...)
}

func judgeKey(where, key string) []error {
	var errs []error
	for _, problem := range validationutil.IsConfigMapKey(key) {
		errs = append(errs, fmt.Errorf("%s[%q]: %s", where, key, problem))
	}
	return errs
}

func judgeSize(size int) []error {
	if size > corev1.MaxSecretSize {
		return []error{fmt.Errorf("data: %d bytes, at most %d fit", size, corev1.MaxSecretSize)}
	}
	return nil
}

func judgeServiceAccount(object *corev1.ServiceAccount) []error {
	var errs []error
	for i, secret := range object.Secrets {
		errs = append(errs, judgeName(fmt.Sprintf("secrets[%d].name", i), secret.Name)...)
	}
	for i, secret := range object.ImagePullSecrets {
		errs = append(errs, judgeName(fmt.Sprintf("imagePullSecrets[%d].name", i), secret.Name)...)
	}
	return errs
}

func judgeName(where, name string) []error {
	var errs []error
	for _, problem := range validation.NameIsDNSSubdomain(name, false) {
		errs = append(errs, fmt.Errorf("%s: %q: %s", where, name, problem))
	}
	return errs
}

func judgeClaim(object *corev1.PersistentVolumeClaim) []error {
	var errs []error
	if len(object.Spec.AccessModes) == 0 {
		errs = append(errs, fmt.Errorf("spec.accessModes: at least one is required"))
	}
	storage, asked := object.Spec.Resources.Requests[corev1.ResourceStorage]
	if !asked || storage.Sign() <= 0 {
		errs = append(errs, fmt.Errorf("spec.resources.requests.storage: a positive amount is required"))
	}
	return errs
}

func judgeRules(rules []rbacv1.PolicyRule) []error {
	var errs []error
	for i, rule := range rules {
		if len(rule.Verbs) == 0 {
			errs = append(errs, fmt.Errorf("rules[%d].verbs: at least one is required", i))
		}
		if len(rule.NonResourceURLs) == 0 && (len(rule.APIGroups) == 0 || len(rule.Resources) == 0) {
			errs = append(errs, fmt.Errorf("rules[%d]: apiGroups and resources are required", i))
		}
	}
	return errs
}

func judgeBinding(role rbacv1.RoleRef, subjects []rbacv1.Subject) []error {
	var errs []error
	if role.APIGroup != rbacv1.GroupName || role.Name == "" {
		errs = append(errs, fmt.Errorf("roleRef: apiGroup %q and a name are required", rbacv1.GroupName))
	}
	for i, subject := range subjects {
		if subject.Kind == rbacv1.ServiceAccountKind && subject.Namespace == "" {
			errs = append(errs, fmt.Errorf("subjects[%d].namespace: required for a ServiceAccount", i))
		}
	}
	return errs
}
