package main

import (
	"errors"

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
	if errs == nil {
		return nil
	}
	if joined, ok := errs.ToAggregate().(interface{ Errors() []error }); ok {
		return joined.Errors()
	}
	return []error{errors.New("metadata is invalid")}
}
