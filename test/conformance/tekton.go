package main

import (
	"context"
	"encoding/json"
	"fmt"

	v1 "github.com/tektoncd/pipeline/pkg/apis/pipeline/v1"
	"github.com/tektoncd/pipeline/pkg/apis/pipeline/v1beta1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"knative.dev/pkg/apis"
	kwebhook "knative.dev/pkg/webhook/json"
	kjson "sigs.k8s.io/json"
)

// tektonObject is what Tekton's admission webhooks need of a kind.
type tektonObject interface {
	apis.Defaultable
	apis.Validatable
	metav1.Object
	runtime.Object
}

// newTektonObject makes an empty object of every kind that people write and Tekton's webhooks judge.
var newTektonObject = map[schema.GroupVersionKind]func() tektonObject{
	tekton("v1", "Task"):             func() tektonObject { return &v1.Task{} },
	tekton("v1", "TaskRun"):          func() tektonObject { return &v1.TaskRun{} },
	tekton("v1", "Pipeline"):         func() tektonObject { return &v1.Pipeline{} },
	tekton("v1", "PipelineRun"):      func() tektonObject { return &v1.PipelineRun{} },
	tekton("v1beta1", "Task"):        func() tektonObject { return &v1beta1.Task{} },
	tekton("v1beta1", "TaskRun"):     func() tektonObject { return &v1beta1.TaskRun{} },
	tekton("v1beta1", "Pipeline"):    func() tektonObject { return &v1beta1.Pipeline{} },
	tekton("v1beta1", "PipelineRun"): func() tektonObject { return &v1beta1.PipelineRun{} },
	tekton("v1beta1", "StepAction"):  func() tektonObject { return &v1beta1.StepAction{} },
	tekton("v1beta1", "CustomRun"):   func() tektonObject { return &v1beta1.CustomRun{} },
}

func tekton(version, kind string) schema.GroupVersionKind {
	return schema.GroupVersionKind{Group: "tekton.dev", Version: version, Kind: kind}
}

// decodeTekton decodes as the admission webhook does, which rejects unknown fields but takes `Steps` for `steps`, and
// again as the API server does, which does not. It returns nil where there is nothing to validate.
func decodeTekton(kind schema.GroupVersionKind, content []byte) (tektonObject, []error) {
	create, known := newTektonObject[kind]
	if !known {
		return nil, []error{fmt.Errorf("%s is not a kind that is known here", kind)}
	}
	object := create()
	if err := kwebhook.Decode(content, object, true); err != nil {
		return nil, []error{fmt.Errorf("decode: %w", err)}
	}
	strict, err := kjson.UnmarshalStrict(content, create())
	if err != nil {
		return nil, []error{fmt.Errorf("decode: %w", err)}
	}
	var errs []error
	for _, err := range strict {
		errs = append(errs, fmt.Errorf("decode: %w", err))
	}
	return object, append(errs, judgeMetadata(object)...)
}

// validateTekton defaults, validates and stores a copy, as it happens when the object is created.
func validateTekton(ctx context.Context, object tektonObject) (err error) {
	// A webhook that panics refuses the object, too.
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("validation panics: %v", cause)
		}
	}()
	ctx = apis.WithinCreate(ctx)
	admitted := object.DeepCopyObject().(tektonObject)
	admitted.SetDefaults(ctx)
	// The defaulting webhook answers with a patch, for which it writes the object as JSON.
	if _, err := json.Marshal(admitted); err != nil {
		return fmt.Errorf("defaulting: %w", err)
	}
	if err := admitted.Validate(ctx).Filter(apis.ErrorLevel); err != nil {
		return err
	}
	return convertForStorage(ctx, admitted)
}

// convertForStorage does what the conversion webhook does before an object of an older version is stored.
func convertForStorage(ctx context.Context, object tektonObject) error {
	kind := object.GetObjectKind().GroupVersionKind()
	create, known := newTektonObject[tekton("v1", kind.Kind)]
	if !known || kind.Version == "v1" {
		return nil
	}
	if err := object.(apis.Convertible).ConvertTo(ctx, create().(apis.Convertible)); err != nil {
		return fmt.Errorf("conversion: %w", err)
	}
	return nil
}
