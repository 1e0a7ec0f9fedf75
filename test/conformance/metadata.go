package main

import (
	"errors"
	"strings"

	"k8s.io/apimachinery/pkg/api/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// judgeMetadata checks name, namespace, labels and annotations, their total size included, as the API server does.
func judgeMetadata(object metav1.Object) []error {
	return judgeNamedMetadata(object, true, validation.NameIsDNSSubdomain)
}

func judgeNamedMetadata(object metav1.Object, namespaced bool, validName validation.ValidateNameFunc) []error {
	if namespaced && object.GetNamespace() == "" {
		// The client fills in its current namespace.
		object.SetNamespace("default")
	}
	if object.GetName() == "" && object.GetGenerateName() != "" {
		// The API server names the object before any admission webhook sees it.
		object.SetName(object.GetGenerateName() + "x7k2p")
	}
	errs := validation.ValidateObjectMetaAccessor(object, namespaced, validName, field.NewPath("metadata"))
	if version := strings.Trim(object.GetResourceVersion(), "0"); version != "" {
		// The storage of the API server says so: a number that is not one is refused, too.
		errs = append(errs, field.Invalid(field.NewPath("metadata", "resourceVersion"), version, "must not be set on objects to be created"))
	}
	if len(errs) == 0 {
		return nil
	}
	if joined, ok := errs.ToAggregate().(interface{ Errors() []error }); ok {
		return joined.Errors()
	}
	return []error{errors.New("metadata is invalid")}
}
